import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type Database from 'libsql';
import { hasTable, isBusy, openDatabase } from '../store/openDatabase.js';
import { firstRow } from '../store/readRows.js';

/** Who has a lock. */
export interface LockHolder {
  /** What it is held for. */
  readonly work: string;
  readonly process: string;
  readonly machine: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** How long others' commits are waited for, which take milliseconds; so long, too, takes a refusal. */
const waitMs = 1_000;

const schema = `create table if not exists holder (
  one integer primary key check (one = 0),
  work text not null, process text not null, machine text not null, since text not null
)`;

/**
 * A lock that ends with its process, in whatever way that ends: a transaction of SQLite that stays open, which the operating
 * system's locks guard. It asks for no sign of life, which a process can't give while it computes; and it holds across machines
 * where the disk's locks do.
 */
export class ProcessLock implements Disposable {
  private constructor(
    private readonly database: Database.Database,
    /** Who had it before and did not give it back: killed, or on a machine whose locks aren't seen here. */
    readonly notGivenBackBy: LockHolder | undefined,
  ) {}

  /**
   * @param file is made where it is not there, and stays: one that is removed could be locked by two
   * @returns the lock, or who has it
   * @throws {CliError} 'failed': the file can't be opened or written
   */
  static take(file: string, work: string): ProcessLock | LockHolder {
    mkdirSync(dirname(file), { recursive: true });
    return openDatabase(file, waitMs, (database) => {
      for (;;) {
        // What others read between the two is the name of the one that will have the lock.
        if (begins(database, 'exclusive')) {
          const earlier = holderIn(database);
          putHolder(database, work);
          database.exec('commit');
          if (begins(database, 'immediate')) return new ProcessLock(database, earlier);
        }
        const holder = holderIn(database);
        if (holder) {
          database.close();
          return holder;
        }
      }
    });
  }

  /** Gives it back. */
  [Symbol.dispose](): void {
    try {
      this.database.exec('delete from holder');
      this.database.exec('commit');
    } catch {
      // The disk is full, say: then the name stays, and the lock ends all the same.
      if (this.database.inTransaction) this.database.exec('rollback');
    }
    this.database.close();
  }
}

/** Begins a transaction: `exclusive` lets nobody read meanwhile, `immediate` nobody write. False where another one has the file. */
function begins(database: Database.Database, kind: 'exclusive' | 'immediate'): boolean {
  try {
    database.exec(`begin ${kind}`);
    return true;
  } catch (cause) {
    if (isBusy(cause)) return false;
    throw cause;
  }
}

function putHolder(database: Database.Database, work: string): void {
  database.exec(schema);
  database
    .prepare('insert or replace into holder values (0, ?, ?, ?, ?)')
    .run(work, String(process.pid), hostname(), new Date().toISOString());
}

function holderIn(database: Database.Database): LockHolder | undefined {
  if (!hasTable(database, 'holder')) return undefined;
  const row = firstRow(database, ['work', 'process', 'machine', 'since'], 'from holder');
  return row as LockHolder | undefined;
}
