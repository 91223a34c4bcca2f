import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { RuntimeError } from '../RuntimeError.js';
import { BytePairEncoding } from './BytePairEncoding.js';
import { preTokenizerSteps } from './preTokenizerSteps.js';
import { tokenDecoder, type TokenDecoder } from './tokenDecoder.js';
import type { NamedTokens, TokenizerDefinition } from './TokenizerDefinition.js';
import { withinTime } from './withinTime.js';

/** To decode an answer. */
const longestMs = 5_000;

/** The steps of a tokenizer, ready to run. */
export interface TokenizerParts {
  normalize(text: string): string;
  /** @param isFirst whether the text begins where the whole text does */
  words(text: string, isFirst: boolean): readonly string[];
  /** Appends the ids of the words to `into`. */
  encodeWords(words: readonly string[], into: number[]): void;
  /** Every token of the model itself, added ones not counted. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** The tokens that the post-processor puts in front of a text and behind it. */
  readonly front: readonly string[];
  readonly back: readonly string[];
  readonly decode: TokenDecoder;
}

// The package's type declarations don't resolve under Node's module rules, so the part that is used is written here.
interface LibraryParts {
  readonly normalizer: { normalize(text: string): string } | null;
  readonly pre_tokenizer: { pre_tokenize(text: string, options: { section_index: number }): string[] } | null;
  readonly model: {
    encode(words: readonly string[]): string[];
    tokens_to_ids: Map<string, number>;
    unk_token_id?: number;
  };
  readonly post_processor: {
    post_process(tokens: string[], pair: null, addSpecialTokens: boolean): { tokens: string[] };
  } | null;
  readonly decoder: { decode(tokens: readonly string[]): string } | null;
}
const Library = LibraryTokenizer as unknown as new (json: object, config: NamedTokens) => LibraryParts;

/**
 * Builds the steps: normalizer, pre-tokenizer and post-processor run in @huggingface/tokenizers, byte-pair encoding and
 * the usual decoders here. Throws `RuntimeError('unsupported' | 'format')`.
 */
export function tokenizerParts(definition: TokenizerDefinition): TokenizerParts {
  const { model, source } = definition;
  const { config: preTokenizer, byteLevel, prefixSpace } = preTokenizerSteps(definition.preTokenizer, source);
  const ownDecoder = tokenDecoder(definition.decoder);
  // Its own byte-pair encoding stays empty: the first 2,000 tokens of SmolLM2 take it 77 ms, ours 25.
  const library = libraryParts(definition, {
    normalizer: definition.normalizer,
    pre_tokenizer: preTokenizer,
    post_processor: definition.postProcessor,
    decoder: ownDecoder ? null : definition.decoder,
    model: model.kind === 'bpe' ? { type: 'BPE', vocab: {}, merges: [] } : model.config,
    added_tokens: [],
  });
  const { normalizer, pre_tokenizer: splitter, post_processor: postProcessor, decoder } = library;

  const middle = '\u0000text';
  const around = postProcessor?.post_process([middle], null, true).tokens ?? [middle];
  const at = around.indexOf(middle);

  let encodeWords: TokenizerParts['encodeWords'];
  if (model.kind === 'bpe') {
    const encoding = new BytePairEncoding(model.vocabulary, model.merges, { ...model, byteLevel, source });
    encodeWords = (words, into) => {
      for (const word of words) encoding.encode(word, into);
    };
  } else {
    if (byteLevel) throw unsupported(source, `ByteLevel words with a ${model.config.type} model`);
    const { tokens_to_ids: ids, unk_token_id: unknown } = library.model;
    encodeWords = (words, into) => {
      for (const token of library.model.encode(words)) {
        const id = ids.get(token) ?? unknown;
        if (id !== undefined) into.push(id);
      }
    };
  }

  return {
    normalize: (raw) => normalizer?.normalize(raw) ?? raw,
    words: (section, isFirst) => {
      const text = prefixSpace && !section.startsWith(' ') ? ` ${section}` : section;
      return splitter?.pre_tokenize(text, { section_index: isFirst ? 0 : 1 }) ?? [text];
    },
    encodeWords,
    vocabulary: model.kind === 'bpe' ? model.vocabulary : library.model.tokens_to_ids,
    front: around.slice(0, at),
    back: around.slice(at + 1),
    decode:
      ownDecoder ?? ((tokens) => withinTime('This tokenizer', longestMs, () => decoder!.decode(tokens))),
  };
}

function libraryParts(definition: TokenizerDefinition, json: object): LibraryParts {
  try {
    return new Library(json, definition.named);
  } catch (cause) {
    throw unsupported(definition.source, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function unsupported(source: string, what: string, cause?: unknown): RuntimeError {
  return new RuntimeError(
    'unsupported',
    `${source}: this tokenizer can't be run (${what}). What works: byte-pair encoding (byte-level as GPT-2, Llama 3 ` +
      `and Qwen have it, SentencePiece as Llama 2 and Mistral have it), Unigram and WordPiece.`,
    { cause },
  );
}
