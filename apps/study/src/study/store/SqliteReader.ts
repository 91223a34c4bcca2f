import { existsSync } from 'node:fs';
import type Database from 'libsql';
import { CliError } from '../../CliError.js';
import type {
  AnswerTexts,
  CountedAnswer,
  Provenance,
  ResultReader,
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
import { fromColumn } from './anyText.js';
import { beginTables, hasTable, openDatabase, versionOf } from './openDatabase.js';
import { damaged, eachRow, firstRow, parseList, parseObject } from './readRows.js';

type ResultRows = Omit<UnitRows, 'answers'>;
/** The kinds of a unit's rows that lie in the table `results`. */
export const kinds = [
  'tests',
  'jointTests',
  'tasks',
  'divergences',
  'edits',
] as const satisfies (keyof ResultRows)[];

/** How long to wait for another process that is writing. */
export const defaultWaitMs = 10_000;

/** A study's results in one SQLite file, read. Other processes may write meanwhile: what is seen is their last whole transaction. */
export class SqliteReader implements ResultReader {
  protected constructor(protected readonly database: Database.Database) {}

  /** @throws {CliError} 'failed': there is no such file, it can't be opened, is no SQLite file, or is of another version */
  static open(file: string): SqliteReader {
    if (!existsSync(file))
      throw new CliError(
        'failed',
        `There are no results yet: ${file} is not there. Run \`msafeedit study run\` first.`,
      );
    return openDatabase(file, defaultWaitMs, (database) => {
      // A run that was killed at once has not come to its tables.
      if (versionOf(database) === 0) beginTables(database);
      database.pragma('query_only = on');
      return new SqliteReader(database);
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

  shardMark(): ShardMark | undefined {
    // A whole study's file has no such table.
    const mark = hasTable(this.database, 'shard') ? this.body('from shard') : undefined;
    const parsed = shardMark.safeParse(mark);
    if (mark !== undefined && !parsed.success) damaged(parsed.error);
    return parsed.data;
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

  private body(rest: string, ...parameters: readonly string[]): unknown {
    const row = firstRow(this.database, ['body'], rest, ...parameters);
    return row && parseObject(row.body);
  }

  private *bodies<Body extends object>(rest: string, ...parameters: readonly string[]): Generator<Body> {
    for (const { body } of eachRow(this.database, ['body'], rest, ...parameters))
      yield parseObject(body) as Body;
  }
}
