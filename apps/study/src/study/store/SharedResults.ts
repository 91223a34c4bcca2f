import type { Provenance, ResultStore, StoredVerdict, UnitResult, UnitState } from './ResultStore.js';

/**
 * Results on a server, which many machines write to at once, as one study sees them. As in a ResultStore, a unit is written whole, in one
 * transaction, and writing one again changes nothing: the first result of the same texts holds, and a failure gives way to a
 * result. Results of other texts are kept beside it, so that studies of equal settings and other data don't disturb each other.
 * Who reads more than states copies them into a store of their own.
 */
export interface SharedResults {
  /** Of the study's units, with its present texts. */
  unitStates(settings: string): Promise<ReadonlyMap<string, UnitState>>;
  /** @returns the result that holds: this one, or the one that another machine wrote first */
  putUnit(result: UnitResult): Promise<UnitResult>;
  /** Changes nothing where the unit is done. */
  failUnit(unit: string, reason: string, provenance: Provenance): Promise<void>;
  /**
   * @param settings of the answers that were judged
   * @returns the verdicts that hold: for each of these, it or the one that another machine wrote first
   */
  putVerdicts(settings: string, verdicts: readonly StoredVerdict[]): Promise<readonly StoredVerdict[]>;
  /** Adds what the store lacks: the study's units with its present texts, and all verdicts on answers of its settings. */
  copyTo(store: ResultStore, options?: CopyOptions): Promise<void>;
  /** Adds what the server lacks of the store's: the study's units with its present texts, and all verdicts on its answers. */
  copyFrom(store: ResultStore, options?: CopyOptions): Promise<void>;
  close(): Promise<void>;
}

export interface CopyOptions {
  readonly signal?: AbortSignal;
  /** Called with how many units or verdicts were copied, of how many. */
  readonly onProgress?: (copied: number, total: number) => void;
}
