import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Provenance, ResultStore, StoredAnswer, StoredVerdict, UnitResult } from './ResultStore.js';
import type { ShardMark } from '../shards/ShardMark.js';
import { toColumn } from './anyText.js';
import { beginTables, copiedSchema, openDatabase, shardSchema } from './openDatabase.js';
import { defaultWaitMs, kinds, SqliteReader } from './SqliteReader.js';
import { longTransaction, transaction } from './transaction.js';

/** A study's results in one SQLite file, for one who writes them. */
export class SqliteStore extends SqliteReader implements ResultStore {
  /**
   * Opens the file for writing, or begins it. Readers see the last whole transaction; a killed writer's half of one is dropped
   * at the next opening.
   * @param waitMs how long to wait for another process that is writing
   * @param journal `wal` lets others read while one writes, on one machine; `delete` makes them wait, on whichever machine
   * @throws {CliError} 'failed': it can't be opened, is no SQLite file, or was written by a later version
   */
  static override open(file: string, waitMs = defaultWaitMs, journal: 'wal' | 'delete' = 'wal'): SqliteStore {
    mkdirSync(dirname(file), { recursive: true });
    return openDatabase(file, waitMs, (database) => {
      database.pragma(`journal_mode = ${journal}`);
      database.pragma('synchronous = full');
      beginTables(database);
      return new SqliteStore(database);
    });
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

  putVerdicts(verdicts: Iterable<StoredVerdict>): void {
    transaction(this.database, () => {
      const put = this.database.prepare('insert or replace into verdicts values (?, ?, ?, ?)');
      for (const verdict of verdicts)
        put.run(verdict.id, verdict.judge, verdict.version, JSON.stringify(verdict));
    });
  }

  putCopiedUpTo(results: string, settings: string, number: number): void {
    transaction(this.database, () => {
      this.database.exec(copiedSchema);
      this.database.prepare('insert or replace into copied values (?, ?, ?)').run(results, settings, number);
    });
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
}
