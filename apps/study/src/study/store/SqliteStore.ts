import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { CliError } from '../../CliError.js';
import type {
  Provenance,
  ResultStore,
  StoredAnswer,
  StoredEdit,
  StoredTest,
  StoredVerdict,
  UnitResult,
  UnitState,
} from './ResultStore.js';

/** Raised where a later version's tables can't be read by this one. */
const schemaVersion = 1;

const schema = `
  create table if not exists units (
    settings text not null, unit text not null, state text not null, reason text, dataHash text not null,
    provenance text not null,
    primary key (settings, unit)
  ) without rowid;
  create table if not exists answers (
    settings text not null, answerKey text not null, body text not null, primary key (settings, answerKey)
  ) without rowid;
  create table if not exists tests (
    settings text not null, unit text not null, position integer not null, body text not null,
    primary key (settings, unit, position)
  ) without rowid;
  create table if not exists edits (
    settings text not null, unit text not null, body text not null, primary key (settings, unit)
  ) without rowid;
  create table if not exists verdicts (
    id text not null, judge text not null, version text not null, body text not null,
    primary key (id, judge, version)
  ) without rowid;
`;

/** The study's results in one SQLite file. It may be read by other processes while one writes. */
export class SqliteStore implements ResultStore {
  private constructor(private readonly database: Database.Database) {}

  /**
   * Opens the file for writing, or begins it.
   * @param waitMs how long to wait for another process that is writing
   * @throws {CliError} 'failed': it can't be opened, is no SQLite file, or was written by a later version
   */
  static open(file: string, waitMs = 10_000): SqliteStore {
    mkdirSync(dirname(file), { recursive: true });
    return openDatabase(file, waitMs, (database) => {
      // Readers see the last whole transaction; a killed writer's half of one is dropped at the next opening.
      database.pragma('journal_mode = wal');
      database.pragma('synchronous = full');
      database.exec(schema);
      database.pragma(`user_version = ${schemaVersion}`);
      return new SqliteStore(database);
    });
  }

  /** @throws {CliError} 'failed': there is no such file, or as `open` */
  static openReadOnly(file: string): SqliteStore {
    if (!existsSync(file))
      throw new CliError(
        'failed',
        `There are no results yet: ${file} is not there. Run \`msafeedit study run\` first.`,
      );
    return openDatabase(file, 0, (database) => {
      database.pragma('query_only = on');
      return new SqliteStore(database);
    });
  }

  unitStates(settings: string): ReadonlyMap<string, UnitState> {
    const rows = this.database
      .prepare('select unit, state, reason, dataHash from units where settings = ?')
      .all(settings) as { unit: string; state: string; reason: string | null; dataHash: string }[];
    return new Map(
      rows.map(({ unit, state, reason, dataHash }) => [
        unit,
        state === 'done' ? { state, dataHash } : { state: 'failed', dataHash, reason: reason ?? '' },
      ]),
    );
  }

  putUnit({ unit, answers, tests, edit, provenance }: UnitResult): void {
    const { settings } = provenance;
    this.transaction(() => {
      const known = this.database
        .prepare("select 1 from units where settings = ? and unit = ? and dataHash = ? and state = 'done'")
        .get(settings, unit, provenance.dataHash);
      if (known) return;
      // Of other texts that once stood in the data; answers are named by their prompts, so they may stay.
      this.database.prepare('delete from tests where settings = ? and unit = ?').run(settings, unit);
      const putAnswer = this.database.prepare('insert or ignore into answers values (?, ?, ?)');
      for (const answer of answers) putAnswer.run(settings, answer.answerKey, JSON.stringify(answer));
      const putTest = this.database.prepare('insert or replace into tests values (?, ?, ?, ?)');
      tests.forEach((test, position) => putTest.run(settings, unit, position, JSON.stringify(test)));
      if (edit)
        this.database
          .prepare('insert or replace into edits values (?, ?, ?)')
          .run(settings, unit, JSON.stringify(edit));
      this.putState(unit, 'done', null, provenance);
    });
  }

  failUnit(unit: string, reason: string, provenance: Provenance): void {
    this.transaction(() => {
      this.putState(unit, 'failed', reason, provenance);
    });
  }

  *tests(settings: string): Generator<StoredTest> {
    yield* this.bodies<StoredTest>(
      'select body from tests where settings = ? order by unit, position',
      settings,
    );
  }

  *answers(settings: string): Generator<StoredAnswer> {
    yield* this.bodies<StoredAnswer>(
      'select body from answers where settings = ? order by answerKey',
      settings,
    );
  }

  *edits(settings: string): Generator<StoredEdit> {
    yield* this.bodies<StoredEdit>('select body from edits where settings = ? order by unit', settings);
  }

  *provenance(settings: string): Generator<Provenance & { readonly unit: string }> {
    const rows = this.database
      .prepare('select unit, provenance from units where settings = ? order by unit')
      .iterate(settings) as Iterable<{ unit: string; provenance: string }>;
    for (const { unit, provenance } of rows) yield { ...(JSON.parse(provenance) as Provenance), unit };
  }

  putVerdicts(verdicts: Iterable<StoredVerdict>): void {
    this.transaction(() => {
      const put = this.database.prepare('insert or replace into verdicts values (?, ?, ?, ?)');
      for (const verdict of verdicts)
        put.run(verdict.id, verdict.judge, verdict.version, JSON.stringify(verdict));
    });
  }

  *verdicts(): Generator<StoredVerdict> {
    yield* this.bodies<StoredVerdict>('select body from verdicts order by judge, version, id');
  }

  close(): void {
    this.database.close();
  }

  private putState(unit: string, state: string, reason: string | null, provenance: Provenance): void {
    this.database
      .prepare('insert or replace into units values (?, ?, ?, ?, ?, ?)')
      .run(provenance.settings, unit, state, reason, provenance.dataHash, JSON.stringify(provenance));
  }

  private *bodies<Body>(query: string, ...parameters: readonly string[]): Generator<Body> {
    const rows = this.database.prepare(query).iterate(...parameters) as Iterable<{ body: string }>;
    for (const { body } of rows) yield JSON.parse(body) as Body;
  }

  private transaction(work: () => void): void {
    try {
      this.database.transaction(work).immediate();
    } catch (cause) {
      throw explain('write to the results', cause);
    }
  }
}

function openDatabase(
  file: string,
  waitMs: number,
  use: (database: Database.Database) => SqliteStore,
): SqliteStore {
  let database: Database.Database | undefined;
  try {
    database = new Database(file);
    database.pragma(`busy_timeout = ${waitMs}`);
    const version = Number(database.pragma('user_version', { simple: true }));
    if (version > schemaVersion)
      throw new CliError(
        'failed',
        `${file} was written by a later version of msafeedit (its tables are version ${version}); update msafeedit.`,
      );
    return use(database);
  } catch (cause) {
    database?.close();
    throw cause instanceof CliError ? cause : explain(`open ${file}`, cause);
  }
}

function explain(what: string, cause: unknown): CliError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const hint =
    code === 'SQLITE_BUSY'
      ? 'another process is writing to it; wait for it, or stop it'
      : code === 'SQLITE_FULL'
        ? 'the disk is full; make room and run again, nothing is lost'
        : code === 'SQLITE_NOTADB'
          ? 'it is no file of results; give another folder'
          : cause instanceof Error
            ? cause.message
            : String(cause);
  return new CliError('failed', `Can't ${what}: ${hint}.`, { cause });
}
