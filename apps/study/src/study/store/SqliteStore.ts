import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'libsql';
import { CliError } from '../../CliError.js';
import type {
  AnswerTexts,
  CountedAnswer,
  Provenance,
  ResultStore,
  StoredAnswer,
  StoredDivergence,
  StoredEdit,
  StoredJointTest,
  StoredTask,
  StoredTest,
  StoredVerdict,
  UnitResult,
  UnitRows,
  UnitState,
} from './ResultStore.js';
import { shardMark, type ShardMark } from '../shards/ShardMark.js';
import { fromColumn, toColumn } from './anyText.js';
import { beginTables, copiedSchema, openDatabase, shardSchema, versionOf } from './openDatabase.js';
import { longTransaction, transaction } from './transaction.js';

type ResultRows = Omit<UnitRows, 'answers'>;
const kinds = [
  'tests',
  'jointTests',
  'tasks',
  'divergences',
  'edits',
] as const satisfies (keyof ResultRows)[];

const defaultWaitMs = 10_000;

/** The study's results in one SQLite file. It may be read by other processes while one writes. */
export class SqliteStore implements ResultStore {
  private selectTexts: Database.Statement | undefined;

  private constructor(private readonly database: Database.Database) {}

  /**
   * Opens the file for writing, or begins it. Readers see the last whole transaction; a killed writer's half of one is dropped
   * at the next opening.
   * @param waitMs how long to wait for another process that is writing
   * @param journal `wal` lets others read while one writes, on one machine; `delete` makes them wait, on whichever machine
   * @throws {CliError} 'failed': it can't be opened, is no SQLite file, or was written by a later version
   */
  static open(file: string, waitMs = defaultWaitMs, journal: 'wal' | 'delete' = 'wal'): SqliteStore {
    mkdirSync(dirname(file), { recursive: true });
    return openDatabase(file, waitMs, (database) => {
      database.pragma(`journal_mode = ${journal}`);
      database.pragma('synchronous = full');
      beginTables(database);
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
    return openDatabase(file, defaultWaitMs, (database) => {
      // A run that was killed at once has not come to its tables.
      if (versionOf(database) === 0) beginTables(database);
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
        state === 'done'
          ? { state, dataHash }
          : { state: 'failed', dataHash, reason: fromColumn(reason ?? '') },
      ]),
    );
  }

  putUnit({ unit, answers = [], provenance, ...rows }: UnitResult): void {
    const { settings } = provenance;
    transaction(this.database, () => {
      const known = this.database
        .prepare("select 1 from units where settings = ? and unit = ? and dataHash = ? and state = 'done'")
        .get(settings, unit, provenance.dataHash);
      if (known) return;
      // Answers are named by their prompts and edits, so those of other texts that once stood in the data may stay.
      for (const answer of answers) this.putAnswer(settings, answer);
      const put = this.database.prepare('insert or replace into results values (?, ?, ?, ?)');
      for (const kind of kinds) put.run(settings, kind, unit, JSON.stringify(rows[kind] ?? []));
      this.putState(unit, 'done', null, provenance);
    });
  }

  failUnit(unit: string, reason: string, provenance: Provenance): void {
    transaction(this.database, () => {
      this.putState(unit, 'failed', reason, provenance);
    });
  }

  tests(settings: string): Generator<StoredTest> {
    return this.results(settings, 'tests');
  }

  jointTests(settings: string): Generator<StoredJointTest> {
    return this.results(settings, 'jointTests');
  }

  tasks(settings: string): Generator<StoredTask> {
    return this.results(settings, 'tasks');
  }

  divergences(settings: string): Generator<StoredDivergence> {
    return this.results(settings, 'divergences');
  }

  edits(settings: string): Generator<StoredEdit> {
    return this.results(settings, 'edits');
  }

  *answers(settings: string): Generator<CountedAnswer> {
    yield* this.bodies<CountedAnswer>(
      'select body from answers where settings = ? order by answerKey',
      settings,
    );
  }

  answerTexts(settings: string, answerKey: string): AnswerTexts {
    this.selectTexts ??= this.database.prepare(
      'select prompt, text from answerTexts join prompts using (promptKey) where settings = ? and answerKey = ?',
    );
    const { prompt, text } = this.selectTexts.get(settings, answerKey) as AnswerTexts;
    return { prompt: fromColumn(prompt), text: fromColumn(text) };
  }

  *provenance(settings: string): Generator<Provenance & { readonly unit: string }> {
    const rows = this.database
      .prepare('select unit, provenance from units where settings = ? order by unit')
      .iterate(settings) as Iterable<{ unit: string; provenance: string }>;
    for (const { unit, provenance } of rows) yield { ...(JSON.parse(provenance) as Provenance), unit };
  }

  putVerdicts(verdicts: Iterable<StoredVerdict>): void {
    transaction(this.database, () => {
      const put = this.database.prepare('insert or replace into verdicts values (?, ?, ?, ?)');
      for (const verdict of verdicts)
        put.run(verdict.id, verdict.judge, verdict.version, JSON.stringify(verdict));
    });
  }

  *verdicts(): Generator<StoredVerdict> {
    yield* this.bodies<StoredVerdict>('select body from verdicts order by judge, version, id');
  }

  unit(settings: string, unit: string): UnitResult {
    const { provenance } = this.database
      .prepare('select provenance from units where settings = ? and unit = ?')
      .get(settings, unit) as { provenance: string };
    const select = this.database.prepare(
      'select rows from results where settings = ? and kind = ? and unit = ?',
    );
    const rows = Object.fromEntries(
      kinds.map((kind) => {
        const found = select.get(settings, kind, unit) as { rows: string } | undefined;
        return [kind, found ? (JSON.parse(found.rows) as unknown) : []];
      }),
    ) as unknown as ResultRows;
    const keys = new Set([...rows.tests, ...rows.jointTests].map(({ answerKey }) => answerKey));
    const answers = [...keys].flatMap((key) => this.answer(settings, key) ?? []);
    return { unit, ...rows, answers, provenance: JSON.parse(provenance) as Provenance };
  }

  answer(settings: string, answerKey: string): StoredAnswer | undefined {
    const query = 'select body from answers where settings = ? and answerKey = ?';
    const counted = this.body(query, settings, answerKey) as CountedAnswer | undefined;
    return counted && { ...counted, ...this.answerTexts(settings, answerKey) };
  }

  verdict({
    id,
    judge,
    version,
  }: Pick<StoredVerdict, 'id' | 'judge' | 'version'>): StoredVerdict | undefined {
    const query = 'select body from verdicts where id = ? and judge = ? and version = ?';
    return this.body(query, id, judge, version) as StoredVerdict | undefined;
  }

  copiedUpTo(results: string, settings: string): number {
    if (!this.hasTable('copied')) return 0;
    const query = 'select number from copied where results = ? and settings = ?';
    const row = this.database.prepare(query).get(results, settings) as { number: number } | undefined;
    return row?.number ?? 0;
  }

  putCopiedUpTo(results: string, settings: string, number: number): void {
    transaction(this.database, () => {
      this.database.exec(copiedSchema);
      this.database.prepare('insert or replace into copied values (?, ?, ?)').run(results, settings, number);
    });
  }

  shardMark(): ShardMark | undefined {
    // A whole study's file has no such table.
    const mark = this.hasTable('shard') ? this.body('select body from shard') : undefined;
    return mark === undefined ? undefined : shardMark.parse(mark);
  }

  putShardMark(mark: ShardMark): void {
    transaction(this.database, () => {
      this.database.exec(shardSchema);
      this.database.prepare('insert or replace into shard values (0, ?)').run(JSON.stringify(mark));
    });
  }

  async atOnce(work: () => Promise<void>): Promise<void> {
    await longTransaction(this.database, work);
  }

  /** Whether the whole file can be read: a copy that was cut short can be opened, too. */
  isSound(): boolean {
    try {
      const [row] = this.database.pragma('quick_check') as readonly [{ quick_check: string }];
      return row.quick_check === 'ok';
    } catch {
      return false;
    }
  }

  close(): void {
    this.database.close();
  }

  private *results<Kind extends keyof ResultRows>(
    settings: string,
    kind: Kind,
  ): Generator<ResultRows[Kind][number]> {
    const units = this.database
      .prepare('select rows from results where settings = ? and kind = ? order by unit')
      .iterate(settings, kind) as Iterable<{ rows: string }>;
    for (const { rows } of units) yield* JSON.parse(rows) as ResultRows[Kind];
  }

  /** Numbers and texts apart, so that what is counted can be read without the texts; and each prompt once. */
  private putAnswer(settings: string, { prompt, text, ...counted }: StoredAnswer): void {
    const { answerKey } = counted;
    const promptKey = createHash('sha256').update(prompt).digest('base64url');
    const put = (table: string, ...values: readonly string[]): void => {
      const places = values.map(() => '?').join(', ');
      this.database.prepare(`insert or ignore into ${table} values (${places})`).run(...values);
    };
    put('prompts', promptKey, toColumn(prompt));
    put('answerTexts', settings, answerKey, promptKey, toColumn(text));
    put('answers', settings, answerKey, JSON.stringify(counted));
  }

  private putState(unit: string, state: string, reason: string | null, provenance: Provenance): void {
    this.database
      .prepare('insert or replace into units values (?, ?, ?, ?, ?, ?)')
      .run(
        provenance.settings,
        unit,
        state,
        reason === null ? null : toColumn(reason),
        provenance.dataHash,
        JSON.stringify(provenance),
      );
  }

  private hasTable(name: string): boolean {
    return this.database.prepare('select 1 from sqlite_master where name = ?').get(name) !== undefined;
  }

  private body(query: string, ...parameters: readonly string[]): unknown {
    const row = this.database.prepare(query).get(...parameters) as { body: string } | undefined;
    return row && JSON.parse(row.body);
  }

  private *bodies<Body>(query: string, ...parameters: readonly string[]): Generator<Body> {
    const rows = this.database.prepare(query).iterate(...parameters) as Iterable<{ body: string }>;
    for (const { body } of rows) yield JSON.parse(body) as Body;
  }
}
