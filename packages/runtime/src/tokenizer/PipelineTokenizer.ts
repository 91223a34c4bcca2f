import { RuntimeError } from '../RuntimeError.js';
import { AddedTokenSplitter, type AddedToken, type PlainText } from './AddedTokens.js';
import { ChatTemplate } from './ChatTemplate.js';
import { PlainTextMarks } from './PlainTextMarks.js';
import { tokenizerParts, type TokenizerParts } from './tokenizerParts.js';
import type { ChatMessage, ChatOptions, DecodeOptions, EncodeOptions, Tokenizer } from './Tokenizer.js';
import type { TokenizerDefinition } from './TokenizerDefinition.js';
import { withinTime } from './withinTime.js';

/** A sound tokenizer takes a millisecond for some thousand characters; the machine may be busy. */
const charactersPerMs = 10;
const longestMs = 5_000;

/**
 * A tokenizer as tokenizer.json describes one: the text is split at its added tokens, each stretch between them is
 * normalized, split into words, and each word into tokens; the post-processor's tokens are put around.
 */
export class PipelineTokenizer implements Tokenizer {
  readonly vocabSize: number;
  readonly bosTokenId: number | undefined;
  readonly eosTokenId: number | undefined;
  readonly padTokenId: number | undefined;
  readonly hasChatTemplate: boolean;

  readonly #parts: TokenizerParts;
  readonly #tokens: (string | undefined)[] = [];
  readonly #special = new Map<number, AddedToken>();
  /** Added tokens are searched for in the raw text, some in the normalized text. */
  readonly #raw: AddedTokenSplitter;
  readonly #normalized: AddedTokenSplitter;
  readonly #front: readonly number[];
  readonly #back: readonly number[];
  readonly #chatTemplate: ChatTemplate | undefined;

  /** Throws `RuntimeError('unsupported' | 'format')` where the definition can't be run or contradicts itself. */
  constructor(definition: TokenizerDefinition) {
    this.#parts = tokenizerParts(definition);
    const ids = new Map(this.#parts.vocabulary);
    const raw = new Map<string, AddedToken>();
    const normalized = new Map<string, AddedToken>();
    withinTime('This tokenizer', longestMs, () => {
      for (const token of definition.addedTokens) {
        ids.set(token.content, token.id);
        if (token.special) this.#special.set(token.id, token);
        if (token.normalized) normalized.set(this.#parts.normalize(token.content), token);
        else raw.set(token.content, token);
      }
    });
    for (const [token, id] of ids) this.#tokens[id] = token;
    this.#raw = new AddedTokenSplitter(raw);
    this.#normalized = new AddedTokenSplitter(normalized);

    const { bos_token: bos, eos_token: eos, pad_token: pad } = definition.named;
    this.vocabSize = ids.size;
    this.bosTokenId = bos === undefined ? undefined : ids.get(bos);
    this.eosTokenId = eos === undefined ? undefined : ids.get(eos);
    this.padTokenId = (pad === undefined ? undefined : ids.get(pad)) ?? this.eosTokenId;

    const { front, back } = this.#parts;
    const idOf = (token: string): number => {
      const id = ids.get(token);
      if (id !== undefined) return id;
      throw new RuntimeError(
        'format',
        `${definition.source}: the post-processor adds "${token}", which the vocabulary lacks. Fetch the file again.`,
      );
    };
    this.#front = withOrWithout(front.map(idOf), this.bosTokenId, definition.addBos, 'front');
    this.#back = withOrWithout(back.map(idOf), this.eosTokenId, definition.addEos, 'back');
    this.hasChatTemplate = definition.chatTemplate !== undefined;
    this.#chatTemplate =
      definition.chatTemplate === undefined
        ? undefined
        : new ChatTemplate(definition.chatTemplate, definition.named);
  }

  encode(text: string, options: EncodeOptions = {}): number[] {
    const allowSpecial = options.allowSpecial ?? false;
    const ids = this.#encode(text, !allowSpecial);
    const [front, back] = (options.addSpecialTokens ?? true) ? [this.#front, this.#back] : [[], []];
    const room = (options.maxLength ?? Infinity) - front.length - back.length;
    if (room < 0)
      throw new RuntimeError(
        'input',
        `A length of ${options.maxLength!} leaves no room for the ${front.length + back.length} special tokens around a text.`,
      );
    return [...front, ...(ids.length > room ? ids.slice(0, room) : ids), ...back];
  }

  decode(ids: readonly number[], options: DecodeOptions = {}): string {
    const skip = options.skipSpecialTokens ?? true;
    const tokens: string[] = [];
    for (const id of ids) {
      // Embeddings are often padded to a round number of rows: an id without a token has no text.
      const token = skip && this.#special.has(id) ? undefined : this.#tokens[id];
      if (token !== undefined) tokens.push(token);
    }
    return tokens.length === 0 ? '' : this.#parts.decode(tokens);
  }

  isSpecial(id: number): boolean {
    return this.#special.has(id);
  }

  applyChatTemplate(messages: readonly ChatMessage[], options: ChatOptions = {}): string {
    if (this.#chatTemplate) return this.#chatTemplate.render(messages, options.addGenerationPrompt ?? false);
    throw new RuntimeError('input', 'this model has no chat template; use format raw');
  }

  encodeChat(messages: readonly ChatMessage[], options: ChatOptions = {}): number[] {
    const rendered = this.applyChatTemplate(messages, options);
    const special = [...this.#special.values()].map((token) => token.content);
    const marks = PlainTextMarks.of(messages, special);
    if (marks === undefined) return this.#encode(rendered, false);

    const { text, isPlain } = marks.take(this.applyChatTemplate(marks.messages, options));
    if (text === rendered) return this.#encode(text, isPlain);
    throw new RuntimeError(
      'input',
      `A message holds the text of a special token (${marks.found.join(', ')}), and the chat template cuts messages in ` +
        `a way that would make it one. Take it out of the message.`,
    );
  }

  /** @param plain by offsets in the raw text */
  #encode(text: string, plain: PlainText): number[] {
    return withinTime('This tokenizer', longestMs + text.length / charactersPerMs, () =>
      this.#encodeSections(text, plain),
    );
  }

  #encodeSections(text: string, plain: PlainText): number[] {
    const ids: number[] = [];
    for (const section of this.#raw.split(text, plain)) {
      if (section.id !== undefined) {
        ids.push(section.id);
        continue;
      }
      const plainHere =
        typeof plain === 'function'
          ? (from: number, to: number) => plain(...this.#rawRange(section.text, section.start, from, to))
          : plain;
      for (const part of this.#normalized.split(this.#parts.normalize(section.text), plainHere)) {
        if (part.id !== undefined) ids.push(part.id);
        else this.#parts.encodeWords(this.#parts.words(part.text, section.start + part.start === 0), ids);
      }
    }
    return ids;
  }

  /** Where `[from, to)` of the normalized section came from, as offsets in the whole raw text. */
  #rawRange(section: string, start: number, from: number, to: number): [number, number] {
    const rawOffset = (normalized: number): number => {
      let [low, high] = [0, section.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.#parts.normalize(section.slice(0, middle)).length >= normalized) high = middle;
        else low = middle + 1;
      }
      return start + low;
    };
    return [rawOffset(from), rawOffset(to)];
  }
}

/** The ids around a text where `wanted` says that BOS (EOS) is, or isn't, among them. */
function withOrWithout(
  around: readonly number[],
  id: number | undefined,
  wanted: boolean | undefined,
  side: 'front' | 'back',
): readonly number[] {
  if (wanted === undefined || id === undefined || wanted === around.includes(id)) return around;
  if (!wanted) return around.filter((other) => other !== id);
  return side === 'front' ? [id, ...around] : [...around, id];
}
