import { randomUUID } from 'node:crypto';
import { CliError } from '../../../CliError.js';
import type { PostgresConnection } from './PostgresConnection.js';

/** Raised where a later version's tables can't be read by this one. */
const schemaVersion = 1;

/** Held while the tables are made; any number that no other program uses. */
const makingTables = 6_172_340_117;

/**
 * Results are JSON in `text`: unlike `jsonb`, it takes all that a model may answer, which is escaped there. `number` counts in the order
 * in which verdicts become visible.
 */
const schema = `
  create table if not exists msafeedit.about (
    one boolean primary key default true check (one), version integer not null, id text not null
  );
  create table if not exists msafeedit.units (
    settings text not null, unit text not null, data_hash text not null, state text not null, reason text,
    result text not null,
    primary key (settings, unit, data_hash)
  );
  create table if not exists msafeedit.verdicts (
    id text not null, judge text not null, version text not null, settings text not null,
    number bigint generated always as identity, body text not null,
    primary key (id, judge, version)
  );
  create index if not exists verdicts_by_number on msafeedit.verdicts (settings, number);
`;

/**
 * Makes the tables in a schema of their own, where they are not there.
 * @returns the name of this collection of results, whichever server it is moved to
 * @throws {CliError} 'failed': another version of msafeedit made them, or the server refuses
 */
export async function beginTables(connection: PostgresConnection): Promise<string> {
  const [there] = await connection.query<{ about: string | null }>(
    `select to_regclass('msafeedit.about') as about`,
  );
  if (there!.about === null) await makeTables(connection);
  const [about] = await connection.query<{ version: number; id: string }>(
    'select version, id from msafeedit.about',
  );
  const { version, id } = about!;
  if (version === schemaVersion) return id;
  const which = version > schemaVersion ? 'a later' : 'an earlier';
  throw new CliError(
    'failed',
    `The results' server was begun by ${which} version of msafeedit (its tables are version ${version}, and this one's ${schemaVersion}); ` +
      (version > schemaVersion ? 'update msafeedit.' : 'name another database as `store`.'),
  );
}

/** Many machines begin at once: one makes the tables, the others wait and find them. */
async function makeTables(connection: PostgresConnection): Promise<void> {
  await connection.transaction(async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [makingTables]);
    // One that an administrator has made is enough; only its owner may be allowed to make one.
    const { rows } = await client.query(`select to_regnamespace('msafeedit') as schema`);
    if ((rows as { schema: string | null }[])[0]!.schema === null)
      await client.query('create schema msafeedit');
    await client.query(schema);
    await client.query('insert into msafeedit.about (version, id) values ($1, $2) on conflict do nothing', [
      schemaVersion,
      randomUUID(),
    ]);
  });
}
