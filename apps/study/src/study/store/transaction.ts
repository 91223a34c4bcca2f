import type Database from 'libsql';
import { explain } from './openDatabase.js';

/**
 * Does all of `work` or nothing of it; within another transaction, as a part of that. Written out, since libsql's own wrapper
 * lets a failing rollback hide why the transaction failed.
 * @throws {CliError} 'failed': SQLite refuses it
 */
export function transaction(database: Database.Database, work: () => void): void {
  try {
    if (database.inTransaction) {
      work();
      return;
    }
    database.exec('begin immediate');
    try {
      work();
      database.exec('commit');
    } catch (error) {
      rollBack(database);
      throw error;
    }
  } catch (cause) {
    throw explain('write to the results', cause);
  }
}

/**
 * The same for work that lets others have their turn, such as a Ctrl-C.
 * @throws what `work` throws; {CliError} 'failed': SQLite refuses to begin or to commit
 */
export async function longTransaction(database: Database.Database, work: () => Promise<void>): Promise<void> {
  const execute = (statement: string): void => {
    try {
      database.exec(statement);
    } catch (cause) {
      throw explain('write to the results', cause);
    }
  };
  execute('begin immediate');
  try {
    await work();
    execute('commit');
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** SQLite has rolled back by itself where the disk is full. */
function rollBack(database: Database.Database): void {
  if (database.inTransaction) database.exec('rollback');
}
