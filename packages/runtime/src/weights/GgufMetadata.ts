import { RuntimeError } from '../RuntimeError.js';
import type { GgufValue } from './GgufValue.js';

/** Reads a GGUF file's metadata as what the caller needs, with an error that names file and key. */
export class GgufMetadata {
  constructor(
    private readonly path: string,
    private readonly values: ReadonlyMap<string, GgufValue>,
  ) {}

  has(key: string): boolean {
    return this.values.has(key);
  }

  /** A whole number of 0 or more. */
  count(key: string): number {
    return this.optionalCount(key) ?? this.missing(key);
  }

  optionalCount(key: string): number | undefined {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    if (Array.isArray(value)) {
      throw this.unsupported(
        `"${key}" differs from layer to layer`,
        'take a model whose layers are all alike',
      );
    }
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
      throw this.wrong(key, 'a whole number');
    }
    return value;
  }

  /** A finite number; one stored as float32 comes back as the shortest decimal (1e-5, not 9.99…e-6). */
  number(key: string): number {
    return this.optionalNumber(key) ?? this.missing(key);
  }

  optionalNumber(key: string): number | undefined {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.wrong(key, 'a number');
    return shortestDecimal(value);
  }

  string(key: string): string {
    return this.optionalString(key) ?? this.missing(key);
  }

  optionalString(key: string): string | undefined {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw this.wrong(key, 'a string');
    return value;
  }

  optionalStrings(key: string): readonly string[] | undefined {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    throw this.wrong(key, 'a list of texts');
  }

  unsupported(what: string, fix: string): RuntimeError {
    return new RuntimeError('unsupported', `${this.path}: ${what}, which isn't supported; ${fix}.`);
  }

  /** An error for a key whose value can't be right, which must be `needed` instead. */
  wrong(key: string, needed: string): RuntimeError {
    return new RuntimeError(
      'format',
      `${this.path}: "${key}" in its metadata must be ${needed}; convert the model anew.`,
    );
  }

  private missing(key: string): never {
    throw new RuntimeError('format', `${this.path}: its metadata lacks "${key}"; convert the model anew.`);
  }
}

/** The shortest decimal with the same float32, for a number that a float32 holds exactly. */
function shortestDecimal(value: number): number {
  if (Math.fround(value) !== value) return value;
  for (let digits = 1; digits < 10; digits += 1) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}
