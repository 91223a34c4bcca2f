import type Database from 'libsql';
import { CliError } from '../../CliError.js';
import { explain } from './openDatabase.js';

const what = 'read the results';
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A row of texts, which may be missing. */
export type TextRow<Column extends string> = Readonly<Record<Column, string | null>>;

/** @throws {CliError} 'failed': the file is damaged */
export function firstRow<Column extends string>(
  database: Database.Database,
  columns: readonly Column[],
  rest: string,
  ...parameters: readonly string[]
): TextRow<Column> | undefined {
  const row = explained(() => database.prepare(query(columns, rest)).get(...parameters));
  return row === undefined ? undefined : texts(row, columns);
}

/**
 * The rows of `select columns rest`, one after the other.
 * @throws {CliError} 'failed': the file is damaged
 */
export function* eachRow<Column extends string>(
  database: Database.Database,
  columns: readonly Column[],
  rest: string,
  ...parameters: readonly string[]
): Generator<TextRow<Column>, void, undefined> {
  const rows = explained(() => {
    const found = database.prepare(query(columns, rest)).iterate(...parameters);
    return found[Symbol.iterator]();
  });
  try {
    for (let row = explained(() => rows.next()); !row.done; row = explained(() => rows.next()))
      yield texts(row.value, columns);
  } finally {
    rows.return?.();
  }
}

/** As bytes: libsql ends the whole process at a text that is no UTF-8, as a damaged file may hold one. */
function query(columns: readonly string[], rest: string): string {
  return `select ${columns.map((name) => `cast(${name} as blob) as ${name}`).join(', ')} ${rest}`;
}

function texts<Column extends string>(row: unknown, columns: readonly Column[]): TextRow<Column> {
  const bytes = row as Readonly<Record<Column, Buffer | null>>;
  const entries = columns.map((name) => [name, bytes[name] === null ? null : decode(bytes[name])] as const);
  return Object.fromEntries(entries) as TextRow<Column>;
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    return damaged(cause);
  }
}

/** What a column holds as JSON. @throws {CliError} 'failed': it isn't JSON of that kind */
export function parseList(json: string | null): readonly unknown[] {
  const value = parse(json);
  return Array.isArray(value) ? value : damaged();
}

/** As `parseList`. */
export function parseObject(json: string | null): object {
  const value = parse(json);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : damaged();
}

/** @throws {CliError} 'failed' */
export function damaged(cause?: unknown): never {
  throw new CliError(
    'failed',
    `Can't ${what}: they are damaged, as a copy is that was cut short; copy them again.`,
    { cause },
  );
}

function parse(json: string | null): unknown {
  try {
    return JSON.parse(json ?? damaged()) as unknown;
  } catch (cause) {
    return damaged(cause);
  }
}

function explained<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw explain(what, cause);
  }
}
