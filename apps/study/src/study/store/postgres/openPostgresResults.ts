import type { ServerUrl } from '../../serverUrl.js';
import type { UnitTexts } from '../../unitTexts.js';
import type { SharedResults } from '../SharedResults.js';
import { beginTables } from './beginTables.js';
import { PostgresConnection, type PatienceOptions } from './PostgresConnection.js';
import { PostgresResults } from './PostgresResults.js';

/**
 * A study's results on a PostgreSQL server, whose tables are made where they are not there. The caller closes them.
 * @param texts the study's units; those of other studies in the same database are not looked at
 * @throws {CliError} 'failed': the server can't be reached, refuses, or was begun by another version of msafeedit
 */
export async function openPostgresResults(
  url: ServerUrl,
  texts: UnitTexts,
  options: PatienceOptions = {},
): Promise<SharedResults> {
  const connection = new PostgresConnection(url, options);
  try {
    return new PostgresResults(connection, await beginTables(connection), texts);
  } catch (error) {
    await connection.close();
    throw error;
  }
}
