/** One turn of a chat. Further fields, where a caller has them, reach the chat template too. */
export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

export interface EncodeOptions {
  /** BOS and the like, as the tokenizer's post-processor adds them. Default: true. */
  readonly addSpecialTokens?: boolean;
  /** Whether `<s>` in the text is the special token. Default: false, it is plain text. */
  readonly allowSpecial?: boolean;
  /** Cuts the text's tokens at the end, so that with the special ones there are at most so many. Default: no limit. */
  readonly maxLength?: number;
}

export interface DecodeOptions {
  /** Leaves special tokens out of the text. Default: true. */
  readonly skipSpecialTokens?: boolean;
}

export interface ChatOptions {
  /** Ends the text with the opening of the assistant's turn. Default: false. */
  readonly addGenerationPrompt?: boolean;
}

/** Text to token ids and back, as the model was trained with. */
export interface Tokenizer {
  /** The number of tokens, added ones included. A model's embedding may have more rows. */
  readonly vocabSize: number;
  readonly bosTokenId: number | undefined;
  readonly eosTokenId: number | undefined;
  /** EOS where the tokenizer names no padding token. */
  readonly padTokenId: number | undefined;
  readonly hasChatTemplate: boolean;

  /** Throws `RuntimeError('input')` where the special tokens alone are more than `maxLength`. */
  encode(text: string, options?: EncodeOptions): number[];

  /** The text of the ids; no spaces are cleaned up, and an id without a token has no text. */
  decode(ids: readonly number[], options?: DecodeOptions): string;

  isSpecial(id: number): boolean;

  /**
   * The rendered text of the chat. Throws `RuntimeError('input')` where there is no chat template or the template
   * refuses the messages.
   */
  applyChatTemplate(messages: readonly ChatMessage[], options?: ChatOptions): string;

  /**
   * The ids of the rendered chat: special tokens that the template writes are special, special-token strings inside
   * the messages are plain text. No BOS is added beyond the template's own. Throws as `applyChatTemplate` does.
   */
  encodeChat(messages: readonly ChatMessage[], options?: ChatOptions): number[];
}
