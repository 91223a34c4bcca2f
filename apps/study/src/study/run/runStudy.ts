import { CliError } from '../../CliError.js';
import type { Context } from '../../Context.js';
import { isUnedited, type StudyUnit } from '../plan/StudyPlan.js';
import type { ResultStore, UnitResult } from '../store/ResultStore.js';
import type { SharedResults } from '../store/SharedResults.js';
import { currentStates } from '../currentStates.js';
import type { Study } from '../Study.js';
import type { UnitOutcome, UnitProgress } from './UnitContext.js';
import { UnitRunner } from './UnitRunner.js';

export interface RunStudyOptions extends Omit<Study, 'storeFile'> {
  readonly store: ResultStore;
  /** Gets all results, too. */
  readonly shared?: SharedResults | undefined;
  /** Does failed units again. */
  readonly retryFailed: boolean;
  readonly context: Context;
  readonly onUnit: (event: UnitEvent) => void;
  /** Called when a unit's results are in the store. */
  readonly onOutcome?: (unit: StudyUnit, outcome: UnitOutcome) => void;
}

export interface UnitEvent extends UnitProgress {
  readonly unit: StudyUnit;
  /** Units that are done or failed, and all of them. */
  readonly done: number;
  readonly total: number;
}

export interface RunSummary {
  readonly done: number;
  readonly failed: number;
  /** Units that an earlier run had done. */
  readonly kept: number;
}

/** So many units may fail one after the other before the run stops: then it is the engine or the disk, not the unit. */
export const failuresInARow = 3;

/**
 * Goes through the plan and writes each unit's results the moment they are there. Interrupted in whatever way, the next
 * call goes on; a unit is done whole or not at all.
 * @throws {CliError} 'failed': the store can't be written, or units fail one after the other
 * @throws the signal's reason, when it is aborted; the unit under way is dropped
 */
export async function runStudy(options: RunStudyOptions): Promise<RunSummary> {
  const { config, plan, store, retryFailed, context } = options;
  const counts = { done: 0, failed: 0, kept: 0 };
  for (const studyModel of config.models) {
    const units = plan.units.filter(({ model }) => model === studyModel.name);
    const states = currentStates(options, store);
    const todo = units.filter(({ key }) => {
      const state = states.get(key)?.state;
      return state === undefined || (state === 'failed' && retryFailed);
    });
    counts.kept += units.length - todo.length;
    if (todo.length === 0) continue;
    using runner = await UnitRunner.load(studyModel, options, context);
    await runUnits(todo, runner, counts, options);
  }
  return counts;
}

async function runUnits(
  units: readonly StudyUnit[],
  runner: UnitRunner,
  counts: { done: number; failed: number; kept: number },
  { plan, store, shared, context, onUnit, onOutcome }: RunStudyOptions,
): Promise<void> {
  let inARow = 0;
  for (const unit of units) {
    context.signal.throwIfAborted();
    const report = (progress: UnitProgress): void => {
      const done = counts.done + counts.failed + counts.kept;
      onUnit({ ...progress, unit, done, total: plan.units.length });
    };
    report({ step: isUnedited(unit) ? 'answer' : 'edit', fraction: 0, tokens: 0 });
    const attempt = await runner.run(unit, report);
    if ('outcome' in attempt) {
      const { outcome, provenance } = attempt;
      await putUnit({ unit: unit.key, ...outcome, provenance }, store, shared);
      onOutcome?.(unit, outcome);
      counts.done++;
      inARow = 0;
      continue;
    }
    const { error, provenance } = attempt;
    const reason = error instanceof Error ? error.message : String(error);
    store.failUnit(unit.key, reason, provenance);
    await shared?.failUnit(unit.key, reason, provenance);
    counts.failed++;
    if (++inARow >= failuresInARow)
      throw new CliError(
        'failed',
        `${failuresInARow} units failed one after the other, the last one (${unit.key}) with: ${reason} ` +
          'What was done before is kept; `msafeedit study run --retry-failed` goes on.',
        { cause: error },
      );
  }
}

/** Where another machine was first, its result is kept here, too. One that the server doesn't take is kept to be sent later. */
async function putUnit(
  result: UnitResult,
  store: ResultStore,
  shared: SharedResults | undefined,
): Promise<void> {
  let held = result;
  try {
    if (shared) held = await shared.putUnit(result);
  } finally {
    store.putUnit(held);
  }
}
