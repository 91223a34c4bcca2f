import type { Tokenizer } from '../tokenizer/index.js';

export interface AnswerLimits {
  readonly maxNewTokens: number;
  readonly stop: readonly string[];
  readonly eosTokenIds: ReadonlySet<number>;
  /** Whether `push` is to give the text that each token adds. */
  readonly streaming: boolean;
}

/** Grows one answer token by token and knows when it ends. */
export class AnswerBuilder {
  readonly tokens: number[] = [];
  finishReason: 'stop' | 'length' | undefined;
  private streamed = '';

  constructor(
    private readonly tokenizer: Tokenizer,
    private readonly limits: AnswerLimits,
  ) {}

  /** Takes the next token and, where streaming, gives the text that it adds. */
  push(token: number): string {
    const { eosTokenIds, maxNewTokens, stop, streaming } = this.limits;
    this.tokens.push(token);
    if (eosTokenIds.has(token) || (stop.length > 0 && this.stopIndex() !== undefined))
      this.finishReason = 'stop';
    else if (this.tokens.length >= maxNewTokens) this.finishReason = 'length';
    return streaming ? this.stream() : '';
  }

  /** The answer so far, cut before a stop string. */
  text(): string {
    return this.tokenizer.decode(this.tokens).slice(0, this.stopIndex());
  }

  /** New text since the last call; held back while it ends in half a character. */
  private stream(): string {
    const text = this.text();
    if (this.finishReason === undefined && text.endsWith('\uFFFD')) return '';
    const added = text.slice(this.streamed.length);
    this.streamed = text;
    return added;
  }

  private stopIndex(): number | undefined {
    if (this.limits.stop.length === 0) return undefined;
    const text = this.tokenizer.decode(this.tokens);
    const found = this.limits.stop.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
    return found.length > 0 ? Math.min(...found) : undefined;
  }
}
