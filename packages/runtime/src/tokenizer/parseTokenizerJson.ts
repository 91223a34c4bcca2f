import { z } from 'zod';
import { RuntimeError } from '../RuntimeError.js';
import type { AddedToken } from './AddedTokens.js';
import type { BytePairModel, LibraryModel, StepConfig, TokenizerDefinition } from './TokenizerDefinition.js';

const step = z.looseObject({ type: z.string() });
const optionalStep = step.nullish().transform((value) => value ?? null);

/** An added token as tokenizer.json and tokenizer_config.json write it; the id stands elsewhere in the latter. */
export const addedTokenFields = z.looseObject({
  content: z.string(),
  special: z.boolean().default(false),
  single_word: z.boolean().default(false),
  lstrip: z.boolean().default(false),
  rstrip: z.boolean().default(false),
  normalized: z.boolean().optional(),
});

const file = z.looseObject({
  added_tokens: z.array(addedTokenFields.extend({ id: z.int().min(0) })).nullish(),
  normalizer: optionalStep,
  pre_tokenizer: optionalStep,
  post_processor: optionalStep,
  decoder: optionalStep,
  // The vocabulary has up to 260,000 entries: it is checked while it is read into a map, not entry by entry here.
  model: z.looseObject({
    type: z.string().optional(),
    vocab: z.custom<object>(
      (value) => typeof value === 'object' && value !== null,
      'must be an object or an array',
    ),
    merges: z.array(z.unknown()).optional(),
    ignore_merges: z.boolean().nullish(),
    byte_fallback: z.boolean().nullish(),
    unk_token: z.string().nullish(),
    fuse_unk: z.boolean().nullish(),
    continuing_subword_prefix: z.string().nullish(),
    end_of_word_suffix: z.string().nullish(),
  }),
});

/** What tokenizer.json itself says. */
export type TokenizerJson = Pick<
  TokenizerDefinition,
  'model' | 'addedTokens' | 'normalizer' | 'preTokenizer' | 'postProcessor' | 'decoder'
>;

/**
 * Checks the content of a tokenizer.json. Throws `RuntimeError('format')` that names the file and the field.
 *
 * @param json the parsed JSON
 * @param source the file's path, for errors
 */
export function parseTokenizerJson(json: unknown, source: string): TokenizerJson {
  const parsed = file.safeParse(json);
  if (!parsed.success) throw malformed(source, describeIssue(parsed.error));
  const { model, added_tokens, normalizer, pre_tokenizer, post_processor, decoder } = parsed.data;
  return {
    model: readModel(model, source),
    addedTokens: (added_tokens ?? []).map((token) => addedToken(token, token.id)),
    normalizer,
    preTokenizer: pre_tokenizer,
    postProcessor: post_processor,
    decoder,
  };
}

/** An added token from the fields that the files write. */
export function addedToken(fields: z.infer<typeof addedTokenFields>, id: number): AddedToken {
  return {
    id,
    content: fields.content,
    special: fields.special,
    singleWord: fields.single_word,
    lstrip: fields.lstrip,
    rstrip: fields.rstrip,
    normalized: fields.normalized ?? !fields.special,
  };
}

/** Where in a file the first problem is, and which. */
export function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.join('.') ?? '';
  return path === '' ? (issue?.message ?? 'unknown') : `"${path}": ${issue?.message ?? 'unknown'}`;
}

function readModel(model: z.infer<typeof file>['model'], source: string): BytePairModel | LibraryModel {
  const type = model.type ?? (model.merges ? 'BPE' : Array.isArray(model.vocab) ? 'Unigram' : 'WordPiece');
  if (type !== 'BPE' || model.end_of_word_suffix || model.continuing_subword_prefix) {
    return { kind: 'library', config: { ...model, type } satisfies StepConfig };
  }
  return {
    kind: 'bpe',
    vocabulary: readVocabulary(model.vocab, source),
    merges: (model.merges ?? []).map((merge, rank) => readMerge(merge, rank, source)),
    ignoreMerges: model.ignore_merges ?? false,
    byteFallback: model.byte_fallback ?? false,
    unknownToken: model.unk_token ?? undefined,
    fuseUnknown: model.fuse_unk ?? false,
  };
}

function readVocabulary(vocab: object, source: string): Map<string, number> {
  const vocabulary = new Map<string, number>();
  for (const [token, id] of Object.entries(vocab) as [string, unknown][]) {
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0) {
      throw malformed(source, `"model.vocab": the id of "${token}" must be an integer of 0 or more`);
    }
    vocabulary.set(token, id);
  }
  return vocabulary;
}

/** A merge is `"a b"`, or `["a", "b"]` in newer files. */
function readMerge(merge: unknown, rank: number, source: string): readonly [string, string] {
  const pair: unknown = typeof merge === 'string' ? splitMerge(merge) : merge;
  if (Array.isArray(pair) && pair.length === 2) {
    const [left, right] = pair as [unknown, unknown];
    if (typeof left === 'string' && typeof right === 'string') return [left, right];
  }
  throw malformed(source, `"model.merges.${rank}": must be two tokens`);
}

/** The two tokens of a merge written as `"a b"`; undefined where there is no space between two tokens. */
export function splitMerge(merge: string): readonly [string, string] | undefined {
  const space = merge.indexOf(' ', 1);
  return space < 0 || space === merge.length - 1
    ? undefined
    : [merge.slice(0, space), merge.slice(space + 1)];
}

function malformed(source: string, problem: string): RuntimeError {
  return new RuntimeError(
    'format',
    `${source} is not a tokenizer.json that can be read: ${problem}. Fetch the file again, or save it anew with ` +
      `transformers (tokenizer.save_pretrained).`,
  );
}
