import type { Provenance, ResultStore, StoredVerdict, UnitResult, UnitState } from '../ResultStore.js';
import type { CopyOptions, SharedResults } from '../SharedResults.js';
import type { UnitTexts } from '../../unitTexts.js';
import { copyUnits } from './copyUnits.js';
import { copyVerdicts } from './copyVerdicts.js';
import { sendUnits, sendVerdicts } from './send.js';
import type { PostgresConnection } from './PostgresConnection.js';

/** Held while verdicts are written, so that their numbers become visible in order; any number that no other program uses. */
const writingVerdicts = 6_172_340_118;

/** A study's results on a PostgreSQL server. */
export class PostgresResults implements SharedResults {
  /**
   * @param id names the collection of results
   * @param texts the study's
   */
  constructor(
    private readonly connection: PostgresConnection,
    private readonly id: string,
    private readonly texts: UnitTexts,
  ) {}

  async unitStates(settings: string): Promise<ReadonlyMap<string, UnitState>> {
    const rows = await this.connection.query<{
      unit: string;
      data_hash: string;
      state: string;
      reason: string | null;
    }>('select unit, data_hash, state, reason from msafeedit.units where settings = $1', [settings]);
    const wanted = this.texts.get(settings);
    const states = new Map<string, UnitState>();
    for (const { unit, data_hash: dataHash, state, reason } of rows)
      if (wanted?.get(unit) === dataHash)
        states.set(
          unit,
          state === 'done'
            ? { state, dataHash }
            : { state: 'failed', dataHash, reason: JSON.parse(reason!) as string },
        );
    return states;
  }

  async putUnit(result: UnitResult): Promise<UnitResult> {
    const { settings, dataHash } = result.provenance;
    const key = [settings, result.unit, dataHash];
    const written = await this.connection.query(
      `insert into msafeedit.units (settings, unit, data_hash, state, result) values ($1, $2, $3, 'done', $4)
       on conflict (settings, unit, data_hash) do update set state = 'done', reason = null, result = excluded.result
         where units.state <> 'done'
       returning 1`,
      [...key, JSON.stringify(result)],
    );
    if (written.length > 0) return result;
    const [first] = await this.connection.query<{ result: string }>(
      'select result from msafeedit.units where settings = $1 and unit = $2 and data_hash = $3',
      key,
    );
    return JSON.parse(first!.result) as UnitResult;
  }

  async failUnit(unit: string, reason: string, provenance: Provenance): Promise<void> {
    const { settings, dataHash } = provenance;
    await this.connection.query(
      `insert into msafeedit.units (settings, unit, data_hash, state, reason, result) values ($1, $2, $3, 'failed', $4, $5)
       on conflict (settings, unit, data_hash) do update set reason = excluded.reason, result = excluded.result
         where units.state <> 'done'`,
      [settings, unit, dataHash, JSON.stringify(reason), JSON.stringify({ unit, provenance })],
    );
  }

  async putVerdicts(settings: string, verdicts: readonly StoredVerdict[]): Promise<readonly StoredVerdict[]> {
    if (verdicts.length === 0) return [];
    const keys = [
      verdicts.map(({ id }) => id),
      verdicts.map(({ judge }) => judge),
      verdicts.map(({ version }) => version),
    ];
    return await this.connection.transaction(async (client) => {
      await client.query('select pg_advisory_xact_lock($1)', [writingVerdicts]);
      await client.query(
        `insert into msafeedit.verdicts (id, judge, version, settings, body)
         select id, judge, version, $5, body from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as new (id, judge, version, body)
         on conflict do nothing`,
        [...keys, verdicts.map((verdict) => JSON.stringify(verdict)), settings],
      );
      const { rows } = await client.query(
        `select body from msafeedit.verdicts join unnest($1::text[], $2::text[], $3::text[]) as new (id, judge, version)
         using (id, judge, version)`,
        keys,
      );
      return (rows as { body: string }[]).map(({ body }) => JSON.parse(body) as StoredVerdict);
    });
  }

  async copyTo(store: ResultStore, options: CopyOptions = {}): Promise<void> {
    for (const [settings, texts] of this.texts) {
      await copyUnits(this.connection, this, store, settings, texts, options);
      await copyVerdicts(this.connection, this.id, store, settings, options);
    }
  }

  async copyFrom(store: ResultStore, options: CopyOptions = {}): Promise<void> {
    for (const [settings, texts] of this.texts) {
      await sendUnits(store, this, settings, texts, options);
      await sendVerdicts(this.connection, store, this, settings, options);
    }
  }

  async close(): Promise<void> {
    await this.connection.close();
  }
}
