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
import { beginTables, copiedSchema, hasTable, openDatabase, shardSchema, versionOf } from './openDatabase.js';
import { damaged, eachRow, firstRow, parseList, parseObject } from './readRows.js';
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
    const columns = ['unit', 'state', 'reason', 'dataHash'] as const;
    const rows = eachRow(this.database, columns, 'from units where settings = ?', settings);
    return new Map(
      Array.from(rows, ({ unit, state, reason, dataHash }) => {
        if (unit === null || dataHash === null) damaged();
        return [
          unit,
          state === 'done'
            ? { state, dataHash }
            : { state: 'failed', dataHash, reason: fromColumn(reason ?? '') },
        ];
      }),
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
    yield* this.bodies<CountedAnswer>('from answers where settings = ? order by answerKey', settings);
  }

  answerTexts(settings: string, answerKey: string): AnswerTexts {
    const found = firstRow(
      this.database,
      ['prompt', 'text'],
      'from answerTexts join prompts using (promptKey) where settings = ? and answerKey = ?',
      ...[settings, answerKey],
    );
    const { prompt, text } = found ?? damaged();
    return prompt === null || text === null
      ? damaged()
      : { prompt: fromColumn(prompt), text: fromColumn(text) };
  }

  *provenance(settings: string): Generator<Provenance & { readonly unit: string }> {
    const columns = ['unit', 'provenance'] as const;
    const rest = 'from units where settings = ? order by unit';
    for (const { unit, provenance } of eachRow(this.database, columns, rest, settings))
      yield { ...(parseObject(provenance) as Provenance), unit: unit ?? damaged() };
  }

  putVerdicts(verdicts: Iterable<StoredVerdict>): void {
    transaction(this.database, () => {
      const put = this.database.prepare('insert or replace into verdicts values (?, ?, ?, ?)');
      for (const verdict of verdicts)
        put.run(verdict.id, verdict.judge, verdict.version, JSON.stringify(verdict));
    });
  }

  *verdicts(): Generator<StoredVerdict> {
    yield* this.bodies<StoredVerdict>('from verdicts order by judge, version, id');
  }

  unit(settings: string, unit: string): UnitResult {
    const place = 'from units where settings = ? and unit = ?';
    const { provenance } = firstRow(this.database, ['provenance'], place, settings, unit) ?? damaged();
    const rest = 'from results where settings = ? and kind = ? and unit = ?';
    const rows = Object.fromEntries(
      kinds.map((kind) => {
        const found = firstRow(this.database, ['rows'], rest, settings, kind, unit);
        return [kind, found ? parseList(found.rows) : []];
      }),
    ) as unknown as ResultRows;
    const keys = new Set([...rows.tests, ...rows.jointTests].map(({ answerKey }) => answerKey));
    const answers = [...keys].flatMap((key) => this.answer(settings, key) ?? []);
    return { unit, ...rows, answers, provenance: parseObject(provenance) as Provenance };
  }

  answer(settings: string, answerKey: string): StoredAnswer | undefined {
    const rest = 'from answers where settings = ? and answerKey = ?';
    const counted = this.body(rest, settings, answerKey) as CountedAnswer | undefined;
    return counted && { ...counted, ...this.answerTexts(settings, answerKey) };
  }

  verdict({
    id,
    judge,
    version,
  }: Pick<StoredVerdict, 'id' | 'judge' | 'version'>): StoredVerdict | undefined {
    const rest = 'from verdicts where id = ? and judge = ? and version = ?';
    return this.body(rest, id, judge, version) as StoredVerdict | undefined;
  }

  copiedUpTo(results: string, settings: string): number {
    if (!hasTable(this.database, 'copied')) return 0;
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
    const mark = hasTable(this.database, 'shard') ? this.body('from shard') : undefined;
    const parsed = shardMark.safeParse(mark);
    if (mark !== undefined && !parsed.success) damaged(parsed.error);
    return parsed.data;
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
    const rest = 'from results where settings = ? and kind = ? order by unit';
    for (const { rows } of eachRow(this.database, ['rows'], rest, settings, kind))
      yield* parseList(rows) as ResultRows[Kind];
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

  private body(rest: string, ...parameters: readonly string[]): unknown {
    const row = firstRow(this.database, ['body'], rest, ...parameters);
    return row && parseObject(row.body);
  }

  private *bodies<Body extends object>(rest: string, ...parameters: readonly string[]): Generator<Body> {
    for (const { body } of eachRow(this.database, ['body'], rest, ...parameters))
      yield parseObject(body) as Body;
  }
}
