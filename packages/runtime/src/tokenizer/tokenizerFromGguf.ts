import { RuntimeError } from '../RuntimeError.js';
import type { AddedToken } from './AddedTokens.js';
import {
  malformed,
  readBoolean,
  readId,
  readScores,
  readString,
  readStrings,
  readTypes,
  SOURCE,
} from './ggufTokenizerFields.js';
import { mergesFromScores } from './mergesFromScores.js';
import { splitMerge } from './parseTokenizerJson.js';
import { PipelineTokenizer } from './PipelineTokenizer.js';
import type { Tokenizer } from './Tokenizer.js';
import type { BytePairModel, StepConfig, TokenizerDefinition } from './TokenizerDefinition.js';

/** llama.cpp's token types. */
const NORMAL = 1;
const UNKNOWN = 2;
const CONTROL = 3;
const USER_DEFINED = 4;

interface GgufPreTokenizer {
  readonly preTokenizer: StepConfig;
  readonly normalizer: StepConfig | null;
  readonly ignoreMerges: boolean;
  /** Whether BOS is added where the file doesn't say. */
  readonly addBos: boolean;
}

// Offsets don't matter here, but tokenizer.json is invalid without `trim_offsets`.
const BYTE_LEVEL: StepConfig = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true };
const BYTES: StepConfig = { ...BYTE_LEVEL, use_regex: false };
const GPT2_WORDS_AND_BYTES: StepConfig = { ...BYTE_LEVEL, use_regex: true };

/** Llama 3's words; Qwen2 has the same with one digit a word. */
function llama3Words(digits: string): StepConfig {
  const regex =
    String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|` +
    digits +
    String.raw`| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;
  const words = { type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false };
  return { type: 'Sequence', pretokenizers: [words, BYTES] };
}

/**
 * The pre-tokenizers by `tokenizer.ggml.pre`. Sources: `llm_tokenizer_bpe` and `llama_vocab::impl::load` in llama.cpp's
 * src/llama-vocab.cpp, and the tokenizer.json of HuggingFaceTB/SmolLM2-135M-Instruct, meta-llama/Meta-Llama-3-8B and
 * Qwen/Qwen2-7B. Qwen2 normalizes to NFC, which llama.cpp leaves out: the model knows no other text.
 */
const PRE_TOKENIZERS: Readonly<Record<string, GgufPreTokenizer>> = {
  smollm: {
    preTokenizer: {
      type: 'Sequence',
      pretokenizers: [{ type: 'Digits', individual_digits: true }, GPT2_WORDS_AND_BYTES],
    },
    normalizer: null,
    ignoreMerges: false,
    addBos: false,
  },
  'llama-bpe': {
    preTokenizer: llama3Words(String.raw`\p{N}{1,3}`),
    normalizer: null,
    ignoreMerges: true,
    addBos: true,
  },
  qwen2: {
    preTokenizer: llama3Words(String.raw`\p{N}`),
    normalizer: { type: 'NFC' },
    ignoreMerges: false,
    addBos: false,
  },
};

/** A tokenizer of byte-pair encoding: all that GGUF files hold and we run. */
export interface BytePairDefinition extends TokenizerDefinition {
  readonly model: BytePairModel;
}

/** Builds the tokenizer that a GGUF file's metadata describes. @throws RuntimeError as `ggufTokenizerDefinition` */
export function tokenizerFromGguf(metadata: ReadonlyMap<string, unknown>): Tokenizer {
  return new PipelineTokenizer(ggufTokenizerDefinition(metadata));
}

/** The steps of one kind of tokenizer. */
interface GgufSteps extends Pick<TokenizerDefinition, 'normalizer' | 'preTokenizer' | 'decoder'> {
  readonly model: Pick<BytePairModel, 'merges' | 'ignoreMerges' | 'byteFallback' | 'fuseUnknown'>;
  /** Whether BOS is added where the file doesn't say. */
  readonly addBos: boolean;
  /** Whether user-defined tokens of spaces are looked for where spaces are `\u2581` already, as SentencePiece does it. */
  readonly findsSpacesNormalized: boolean;
}

/**
 * Reads what a GGUF file's metadata say of its tokenizer: type `gpt2` (byte-level BPE) with one of the pre-tokenizers
 * above, or type `llama` (SentencePiece's BPE with byte fallback: Llama 2, Mistral, Gemma).
 *
 * @param metadata by key; arrays are arrays or typed arrays, numbers may be bigints
 *
 * Throws `RuntimeError('unsupported')` for another kind of tokenizer, `RuntimeError('format')` where a key is missing or
 * has a wrong value.
 */
export function ggufTokenizerDefinition(metadata: ReadonlyMap<string, unknown>): BytePairDefinition {
  const kind = readString(metadata, 'tokenizer.ggml.model');
  if (kind !== 'gpt2' && kind !== 'llama') throw unsupported('tokenizer.ggml.model', kind);
  const preTokenizer = kind === 'gpt2' ? preTokenizerOf(metadata) : undefined;
  const tokens = readStrings(metadata, 'tokenizer.ggml.tokens');
  const types = readTypes(metadata, tokens.length);
  const steps = preTokenizer
    ? byteLevelSteps(metadata, preTokenizer)
    : sentencePieceSteps(metadata, tokens, types);

  const named: Record<string, string> = {};
  const keys = { bos_token: 'bos', eos_token: 'eos', pad_token: 'padding', unk_token: 'unknown' };
  for (const [name, key] of Object.entries(keys)) {
    const id = readId(metadata, `tokenizer.ggml.${key}_token_id`, tokens.length);
    if (id !== undefined) named[name] = tokens[id]!;
  }
  const unknownToken = kind === 'llama' ? named['unk_token'] : undefined;
  const vocabulary = new Map<string, number>();
  const addedTokens: AddedToken[] = [];
  tokens.forEach((token, id) => {
    const special = types?.[id] === CONTROL || types?.[id] === UNKNOWN;
    // Only whole in the text is a special token itself: no merge and no word makes it.
    if (!special || token === unknownToken) vocabulary.set(token, id);
    if (special || types?.[id] === USER_DEFINED)
      addedTokens.push(added(id, token, special, steps.findsSpacesNormalized && /^ +$/.test(token)));
  });
  return {
    source: SOURCE,
    model: { kind: 'bpe', vocabulary, unknownToken, ...steps.model },
    addedTokens,
    normalizer: steps.normalizer,
    preTokenizer: steps.preTokenizer,
    postProcessor: null,
    decoder: steps.decoder,
    addBos: readBoolean(metadata, 'tokenizer.ggml.add_bos_token') ?? steps.addBos,
    addEos: readBoolean(metadata, 'tokenizer.ggml.add_eos_token') ?? false,
    named,
    chatTemplate: readString(metadata, 'tokenizer.chat_template'),
  };
}

function preTokenizerOf(metadata: ReadonlyMap<string, unknown>): GgufPreTokenizer {
  const pre = readString(metadata, 'tokenizer.ggml.pre');
  const known = pre !== undefined && Object.hasOwn(PRE_TOKENIZERS, pre) ? PRE_TOKENIZERS[pre] : undefined;
  if (known === undefined) throw unsupported('tokenizer.ggml.pre', pre);
  return known;
}

function byteLevelSteps(
  metadata: ReadonlyMap<string, unknown>,
  { normalizer, preTokenizer, ignoreMerges, addBos }: GgufPreTokenizer,
): GgufSteps {
  const merges = readStrings(metadata, 'tokenizer.ggml.merges').map((merge, rank) => {
    const pair = splitMerge(merge);
    if (pair) return pair;
    throw malformed(`tokenizer.ggml.merges[${rank}] is "${merge}", not two tokens`);
  });
  return {
    normalizer,
    preTokenizer,
    decoder: { ...BYTE_LEVEL, use_regex: true },
    model: { merges, ignoreMerges, byteFallback: false, fuseUnknown: false },
    addBos,
    findsSpacesNormalized: false,
  };
}

/**
 * SentencePiece's BPE as the tokenizer.json of Llama 2 and Gemma have it: spaces are `\u2581`, one more of which stands in front of
 * every text unless the file says `add_space_prefix: false` (Gemma). Only normal tokens are made by merges: user-defined ones are
 * found in the text before (`bpe_model.cc` of SentencePiece).
 */
function sentencePieceSteps(
  metadata: ReadonlyMap<string, unknown>,
  tokens: readonly string[],
  types: readonly number[] | undefined,
): GgufSteps {
  const hasPrefix = readBoolean(metadata, 'tokenizer.ggml.add_space_prefix') ?? true;
  const underscores: StepConfig = { type: 'Replace', pattern: { String: ' ' }, content: '\u2581' };
  const spaces: StepConfig = { type: 'Replace', pattern: { String: '\u2581' }, content: ' ' };
  const prefix: StepConfig = { type: 'Prepend', prepend: '\u2581' };
  const decoders = [spaces, { type: 'ByteFallback' }, { type: 'Fuse' }];
  const strip: StepConfig = { type: 'Strip', content: ' ', start: 1, stop: 0 };
  const scores = readScores(metadata, tokens.length);
  const normal = tokens.flatMap((token, id) =>
    types === undefined || types[id] === NORMAL ? [{ token, score: scores[id]! }] : [],
  );
  return {
    normalizer: hasPrefix ? { type: 'Sequence', normalizers: [prefix, underscores] } : underscores,
    preTokenizer: null,
    decoder: { type: 'Sequence', decoders: hasPrefix ? [...decoders, strip] : decoders },
    model: { merges: mergesFromScores(normal), ignoreMerges: false, byteFallback: true, fuseUnknown: true },
    addBos: true,
    findsSpacesNormalized: !hasPrefix, // else a normalized one would get the prefix, too
  };
}

function added(id: number, content: string, special: boolean, normalized: boolean): AddedToken {
  return { id, content, special, singleWord: false, lstrip: false, rstrip: false, normalized };
}

function unsupported(key: string, value: string | undefined): RuntimeError {
  return new RuntimeError(
    'unsupported',
    `${SOURCE} can't be run: ${key} is ${value === undefined ? 'missing' : `"${value}"`}. What works: ` +
      `tokenizer.ggml.model "gpt2" with tokenizer.ggml.pre ${Object.keys(PRE_TOKENIZERS)
        .map((name) => `"${name}"`)
        .join(', ')}, and "llama". The model's folder with tokenizer.json works for more.`,
  );
}
