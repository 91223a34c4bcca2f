import { RuntimeError } from '../RuntimeError.js';

/** What errors call the tokenizer. */
export const SOURCE = "The GGUF file's tokenizer";

export function readString(metadata: ReadonlyMap<string, unknown>, key: string): string | undefined {
  const value = metadata.get(key);
  if (value === undefined || typeof value === 'string') return value;
  throw malformed(`${key} must be a string`);
}

export function readBoolean(metadata: ReadonlyMap<string, unknown>, key: string): boolean | undefined {
  const value = metadata.get(key);
  if (value === undefined || typeof value === 'boolean') return value;
  throw malformed(`${key} must be true or false`);
}

export function readStrings(metadata: ReadonlyMap<string, unknown>, key: string): readonly string[] {
  const value = metadata.get(key);
  if (value === undefined) throw malformed(`${key} is missing`);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw malformed(`${key} must be an array of strings`);
}

/** The type of each token; undefined where the file says none, and all are normal. */
export function readTypes(
  metadata: ReadonlyMap<string, unknown>,
  length: number,
): readonly number[] | undefined {
  const key = 'tokenizer.ggml.token_type';
  const types = readNumbers(metadata, key);
  if (types === undefined || (types.length === length && types.every(Number.isInteger))) return types;
  throw malformed(`${key} must be an array of ${length} integers, one for each token`);
}

/** The score of each token. */
export function readScores(metadata: ReadonlyMap<string, unknown>, length: number): readonly number[] {
  const key = 'tokenizer.ggml.scores';
  const scores = readNumbers(metadata, key);
  if (scores?.length === length && scores.every(Number.isFinite)) return scores;
  throw malformed(`${key} must be an array of ${length} numbers, one for each token`);
}

function readNumbers(metadata: ReadonlyMap<string, unknown>, key: string): readonly number[] | undefined {
  const value = metadata.get(key);
  if (value === undefined) return undefined;
  return Array.isArray(value) || ArrayBuffer.isView(value)
    ? Array.from(value as ArrayLike<unknown>, Number)
    : [];
}

export function readId(
  metadata: ReadonlyMap<string, unknown>,
  key: string,
  length: number,
): number | undefined {
  const value = metadata.get(key);
  if (value === undefined) return undefined;
  const id = typeof value === 'bigint' ? Number(value) : value;
  if (typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < length) return id;
  throw malformed(
    `${key} must be a token id below ${length}, not ${typeof id === 'number' ? id : 'another value'}`,
  );
}

export function malformed(problem: string): RuntimeError {
  return new RuntimeError('format', `${SOURCE} is malformed: ${problem}. Fetch or convert the file again.`);
}
