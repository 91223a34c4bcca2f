import Database from 'libsql';
import { CliError } from '../../CliError.js';
import { codeOf } from '../../codeOf.js';

/** Raised where a later version's tables can't be read by this one. */
const schemaVersion = 3;

const schema = `
  create table if not exists units (
    settings text not null, unit text not null, state text not null, reason text, dataHash text not null,
    provenance text not null,
    primary key (settings, unit)
  ) without rowid;
  create table if not exists answers (
    settings text not null, answerKey text not null, body text not null, primary key (settings, answerKey)
  ) without rowid;
  create table if not exists prompts (promptKey text primary key, prompt text not null) without rowid;
  create table if not exists answerTexts (
    settings text not null, answerKey text not null, promptKey text not null, text text not null,
    primary key (settings, answerKey)
  );
  create table if not exists results (
    settings text not null, kind text not null, unit text not null, rows text not null,
    primary key (settings, kind, unit)
  ) without rowid;
  create table if not exists verdicts (
    id text not null, judge text not null, version text not null, body text not null,
    primary key (id, judge, version)
  ) without rowid;
`;

/** Of a shard's file only. */
export const shardSchema =
  'create table if not exists shard (one integer primary key check (one = 0), body text not null)';

/** Of a study's file whose results are on a server, too. */
export const copiedSchema = `create table if not exists copied (
  results text not null, settings text not null, number integer not null, primary key (results, settings)
) without rowid`;

/** Makes the tables where they are not there. */
export function beginTables(database: Database.Database): void {
  database.exec(schema);
  database.pragma(`user_version = ${schemaVersion}`);
}

export function hasTable(database: Database.Database, name: string): boolean {
  return database.prepare('select 1 from sqlite_master where name = ?').get(name) !== undefined;
}

/** Of the tables; 0 where they are not made yet. The option `simple` of libsql's pragma gives the whole row. */
export function versionOf(database: Database.Database): number {
  const [row] = database.pragma('user_version') as readonly [{ user_version: number }];
  return row.user_version;
}

/**
 * Opens a study's file, and closes it again where `use` fails.
 * @param waitMs how long to wait for another process that is writing
 * @throws {CliError} 'failed': it can't be opened, or another version wrote it
 */
export function openDatabase<Store>(
  file: string,
  waitMs: number,
  use: (database: Database.Database) => Store,
): Store {
  let database: Database.Database | undefined;
  try {
    database = new Database(file);
    database.pragma(`busy_timeout = ${waitMs}`);
    const version = versionOf(database);
    if (version > schemaVersion)
      throw new CliError(
        'failed',
        `${file} was written by a later version of msafeedit (its tables are version ${version}); update msafeedit.`,
      );
    if (version > 0 && version < schemaVersion)
      throw new CliError(
        'failed',
        `${file} was written by an earlier version of msafeedit, which this one can't read; move it away and run again.`,
      );
    return use(database);
  } catch (cause) {
    database?.close();
    throw cause instanceof CliError ? cause : explain(`open ${file}`, cause);
  }
}

/** Whether SQLite refused something since another process has the file. */
export function isBusy(cause: unknown): boolean {
  return codeOf(cause) === 'SQLITE_BUSY';
}

/** The error for something that SQLite refused, with what to do. */
export function explain(what: string, cause: unknown): CliError {
  const code = codeOf(cause);
  const hint = isBusy(cause)
    ? 'another process is writing to it; wait for it, or stop it'
    : code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_WRITE'
      ? 'the disk is full, or broken; make room and run again, what was written is kept'
      : code === 'SQLITE_NOTADB'
        ? 'it is no file of results; give another folder'
        : code === 'SQLITE_CORRUPT'
          ? 'it is damaged, as a copy is that was cut short; copy it again'
          : cause instanceof Error
            ? cause.message
            : String(cause);
  return new CliError('failed', `Can't ${what}: ${hint}.`, { cause });
}
