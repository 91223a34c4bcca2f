export type { ChatMessage, ChatOptions, DecodeOptions, EncodeOptions, Tokenizer } from './Tokenizer.js';
export { loadTokenizerFolder } from './loadTokenizerFolder.js';
export { tokenizerFromGguf } from './tokenizerFromGguf.js';
