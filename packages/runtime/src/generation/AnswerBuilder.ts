import type { Tokenizer } from '../tokenizer/index.js';
import { Repetition } from './Repetition.js';

export interface AnswerLimits {
  readonly maxNewTokens: number;
  readonly stop: readonly string[];
  readonly eosTokenIds: ReadonlySet<number>;
  /** Whether an answer ends that repeats itself. */
  readonly stopRepeating: boolean;
  /** Whether `push` is to give the text that each token adds. */
  readonly streaming: boolean;
}

/** Grows one answer token by token and knows when it ends. */
export class AnswerBuilder {
  readonly tokens: number[] = [];
  finishReason: 'stop' | 'length' | undefined;
  /** Characters of the answer that were given out. */
  private streamed = 0;
  private readonly repetition: Repetition | undefined;

  constructor(
    private readonly tokenizer: Tokenizer,
    private readonly limits: AnswerLimits,
  ) {
    if (limits.stopRepeating) this.repetition = new Repetition();
  }

  /** Takes the next token and, where streaming, gives the text that it adds. */
  push(token: number): string {
    const { eosTokenIds, maxNewTokens, stop, streaming } = this.limits;
    this.tokens.push(token);
    const repeats = this.repetition?.push(token) ?? false;
    if (
      eosTokenIds.has(token) ||
      (stop.length > 0 && this.stopIndex(this.tokenizer.decode(this.tokens)) !== undefined)
    )
      this.finishReason = 'stop';
    else if (repeats || this.tokens.length >= maxNewTokens) this.finishReason = 'length';
    return streaming ? this.stream() : '';
  }

  /** The answer so far, cut before a stop string. */
  text(): string {
    const text = this.tokenizer.decode(this.tokens);
    return text.slice(0, this.stopIndex(text));
  }

  /** New text since the last call; what may yet change is held back: half a character, the start of a stop string. */
  private stream(): string {
    const text = this.text();
    const certain = this.finishReason === undefined ? this.certainText(text) : text;
    const added = certain.slice(this.streamed);
    this.streamed = Math.max(this.streamed, certain.length);
    return added;
  }

  private certainText(text: string): string {
    const whole = text.replace(/\uFFFD+$/, '');
    const longest = Math.max(0, ...this.limits.stop.map((stop) => stop.length - 1));
    const begins = (start: string): boolean => this.limits.stop.some((stop) => stop.startsWith(start));
    for (let at = Math.max(0, whole.length - longest); at < whole.length; at++)
      if (begins(whole.slice(at))) return whole.slice(0, at);
    return whole;
  }

  /** Where the first stop string begins. */
  private stopIndex(text: string): number | undefined {
    const found = this.limits.stop.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
    return found.length > 0 ? Math.min(...found) : undefined;
  }
}
