import type { Provenance, ResultStore, StoredVerdict, UnitResult, UnitState } from './ResultStore.js';

/**
 * Results on a server, which many machines write to at once. As a ResultStore, a unit is written whole, in one transaction, and
 * writing one again changes nothing. Who reads more than states copies them into a store of their own.
 */
export interface SharedResults {
  unitStates(settings: string): Promise<ReadonlyMap<string, UnitState>>;
  putUnit(result: UnitResult): Promise<void>;
  failUnit(unit: string, reason: string, provenance: Provenance): Promise<void>;
  putVerdicts(verdicts: readonly StoredVerdict[]): Promise<void>;
  /** Adds what is new since the last copy: units of these settings, and all verdicts. */
  copyTo(store: ResultStore, settings: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
