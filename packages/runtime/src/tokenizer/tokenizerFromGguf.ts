import { RuntimeError } from '../RuntimeError.js';
import type { AddedToken } from './AddedTokens.js';
import { splitMerge } from './parseTokenizerJson.js';
import { PipelineTokenizer } from './PipelineTokenizer.js';
import type { Tokenizer } from './Tokenizer.js';
import type { BytePairModel, StepConfig, TokenizerDefinition } from './TokenizerDefinition.js';

const SOURCE = "The GGUF file's tokenizer";

/** llama.cpp's token types. */
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

/**
 * Reads what a GGUF file's metadata say of its tokenizer: type `gpt2` (byte-level BPE) with one of the pre-tokenizers
 * above.
 *
 * @param metadata by key; arrays are arrays or typed arrays, numbers may be bigints
 *
 * Throws `RuntimeError('unsupported')` for another kind of tokenizer, `RuntimeError('format')` where a key is missing or
 * has a wrong value.
 */
export function ggufTokenizerDefinition(metadata: ReadonlyMap<string, unknown>): BytePairDefinition {
  const model = readString(metadata, 'tokenizer.ggml.model');
  if (model !== 'gpt2') throw unsupported('tokenizer.ggml.model', model);
  const pre = readString(metadata, 'tokenizer.ggml.pre');
  const kind = pre !== undefined && Object.hasOwn(PRE_TOKENIZERS, pre) ? PRE_TOKENIZERS[pre] : undefined;
  if (kind === undefined) throw unsupported('tokenizer.ggml.pre', pre);

  const tokens = readStrings(metadata, 'tokenizer.ggml.tokens');
  const types = readTypes(metadata, tokens.length);
  const vocabulary = new Map<string, number>();
  const addedTokens: AddedToken[] = [];
  tokens.forEach((token, id) => {
    const special = types?.[id] === CONTROL || types?.[id] === UNKNOWN;
    // Only whole in the text is a special token itself: no merge and no word makes it.
    if (!special) vocabulary.set(token, id);
    if (special || types?.[id] === USER_DEFINED) addedTokens.push(added(id, token, special));
  });

  const named: Record<string, string> = {};
  const keys = { bos_token: 'bos', eos_token: 'eos', pad_token: 'padding', unk_token: 'unknown' };
  for (const [name, key] of Object.entries(keys)) {
    const id = readId(metadata, `tokenizer.ggml.${key}_token_id`, tokens.length);
    if (id !== undefined) named[name] = tokens[id]!;
  }
  return {
    source: SOURCE,
    model: {
      kind: 'bpe',
      vocabulary,
      merges: readStrings(metadata, 'tokenizer.ggml.merges').map((merge, rank) => {
        const pair = splitMerge(merge);
        if (pair) return pair;
        throw malformed(`tokenizer.ggml.merges[${rank}] is "${merge}", not two tokens`);
      }),
      ignoreMerges: kind.ignoreMerges,
      byteFallback: false,
      unknownToken: undefined,
      fuseUnknown: false,
    },
    addedTokens,
    normalizer: kind.normalizer,
    preTokenizer: kind.preTokenizer,
    postProcessor: null,
    decoder: { ...BYTE_LEVEL, use_regex: true },
    addBos: readBoolean(metadata, 'tokenizer.ggml.add_bos_token') ?? kind.addBos,
    addEos: readBoolean(metadata, 'tokenizer.ggml.add_eos_token') ?? false,
    named,
    chatTemplate: readString(metadata, 'tokenizer.chat_template'),
  };
}

function added(id: number, content: string, special: boolean): AddedToken {
  return { id, content, special, singleWord: false, lstrip: false, rstrip: false, normalized: false };
}

function readString(metadata: ReadonlyMap<string, unknown>, key: string): string | undefined {
  const value = metadata.get(key);
  if (value === undefined || typeof value === 'string') return value;
  throw malformed(`${key} must be a string`);
}

function readBoolean(metadata: ReadonlyMap<string, unknown>, key: string): boolean | undefined {
  const value = metadata.get(key);
  if (value === undefined || typeof value === 'boolean') return value;
  throw malformed(`${key} must be true or false`);
}

function readStrings(metadata: ReadonlyMap<string, unknown>, key: string): readonly string[] {
  const value = metadata.get(key);
  if (value === undefined) throw malformed(`${key} is missing`);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw malformed(`${key} must be an array of strings`);
}

/** The type of each token; undefined where the file says none, and all are normal. */
function readTypes(metadata: ReadonlyMap<string, unknown>, length: number): readonly number[] | undefined {
  const key = 'tokenizer.ggml.token_type';
  const value = metadata.get(key);
  if (value === undefined) return undefined;
  const types =
    Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as ArrayLike<unknown>, Number) : [];
  if (types.length === length && types.every(Number.isInteger)) return types;
  throw malformed(`${key} must be an array of ${length} integers, one for each token`);
}

function readId(metadata: ReadonlyMap<string, unknown>, key: string, length: number): number | undefined {
  const value = metadata.get(key);
  if (value === undefined) return undefined;
  const id = typeof value === 'bigint' ? Number(value) : value;
  if (typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < length) return id;
  throw malformed(
    `${key} must be a token id below ${length}, not ${typeof id === 'number' ? id : 'another value'}`,
  );
}

function malformed(problem: string): RuntimeError {
  return new RuntimeError('format', `${SOURCE} is malformed: ${problem}. Fetch or convert the file again.`);
}

function unsupported(key: string, value: string | undefined): RuntimeError {
  return new RuntimeError(
    'unsupported',
    `${SOURCE} can't be run: ${key} is ${value === undefined ? 'missing' : `"${value}"`}. What works: ` +
      `tokenizer.ggml.model "gpt2" with tokenizer.ggml.pre ${Object.keys(PRE_TOKENIZERS)
        .map((name) => `"${name}"`)
        .join(', ')}. The model's folder with tokenizer.json works for more.`,
  );
}
