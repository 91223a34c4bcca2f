export type { ChatMessage, Tokenizer } from './Tokenizer.js';
export { loadTokenizerFolder } from './loadTokenizerFolder.js';
export { tokenizerFromGguf } from './tokenizerFromGguf.js';
