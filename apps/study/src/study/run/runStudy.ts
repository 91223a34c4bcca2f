import { CliError } from '../../CliError.js';
import type { Context } from '../../Context.js';
import { describeEngine, loadModel } from '../../openModel.js';
import { isUnedited, type StudyUnit } from '../plan/StudyPlan.js';
import type { Provenance, ResultStore, UnitResult } from '../store/ResultStore.js';
import type { SharedResults } from '../store/SharedResults.js';
import { currentStates } from '../currentStates.js';
import type { Study } from '../Study.js';
import { modelSource } from './modelSource.js';
import { runUnit } from './runUnit.js';
import { SamplePrompts } from './SamplePrompts.js';
import { unitDataHash } from './studySettings.js';
import { requestsOf, type UnitContext, type UnitOutcome, type UnitProgress } from './UnitContext.js';

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
const failuresInARow = 3;

/**
 * Goes through the plan and writes each unit's results the moment they are there. Interrupted in whatever way, the next
 * call goes on; a unit is done whole or not at all.
 * @throws {CliError} 'failed': the store can't be written, or units fail one after the other
 * @throws the signal's reason, when it is aborted; the unit under way is dropped
 */
export async function runStudy(options: RunStudyOptions): Promise<RunSummary> {
  const { folder, config, plan, store, retryFailed, context } = options;
  const counts = { done: 0, failed: 0, kept: 0 };
  for (const studyModel of config.models) {
    const units = plan.units.filter(({ model }) => model === studyModel.name);
    const settings = options.settings.get(studyModel.name)!;
    const states = currentStates(options, store);
    const todo = units.filter(({ key }) => {
      const state = states.get(key)?.state;
      return state === undefined || (state === 'failed' && retryFailed);
    });
    counts.kept += units.length - todo.length;
    if (todo.length === 0) continue;
    const model = await loadModel(modelSource(studyModel.source, folder), config, context);
    try {
      await runUnits(todo, { studyModel, model, settings }, counts, options);
    } finally {
      model.dispose();
    }
  }
  return counts;
}

async function runUnits(
  units: readonly StudyUnit[],
  loaded: Pick<UnitContext, 'studyModel' | 'model' | 'settings'>,
  counts: { done: number; failed: number; kept: number },
  { config, data, plan, store, shared, codeVersion, context, onUnit, onOutcome }: RunStudyOptions,
): Promise<void> {
  const { model, settings } = loaded;
  const firstLayers: UnitContext['firstLayers'] = new Map();
  using samplePrompts = new SamplePrompts(model);
  let inARow = 0;
  for (const unit of units) {
    context.signal.throwIfAborted();
    const report = (progress: UnitProgress): void => {
      const done = counts.done + counts.failed + counts.kept;
      onUnit({ ...progress, unit, done, total: plan.units.length });
    };
    report({ step: isUnedited(unit) ? 'answer' : 'edit', fraction: 0, tokens: 0 });
    const started = Date.now();
    const batches: { rows: number; halved: boolean }[] = [];
    const provenance = (): Provenance => ({
      settings,
      modelFingerprint: model.fingerprint,
      dataHash: unitDataHash(unit, requestsOf(unit, data)),
      codeVersion,
      engine: describeEngine(model),
      device: model.device,
      seed: config.seed,
      batches: batches.map(({ rows }) => rows),
      halved: batches.some(({ halved }) => halved),
      startedAt: new Date(started).toISOString(),
      seconds: (Date.now() - started) / 1000,
    });
    try {
      const promptCache = samplePrompts.of(unit);
      const unitContext = {
        ...loaded,
        ...(promptCache && { promptCache }),
        config,
        data,
        firstLayers,
        signal: context.signal,
        onProgress: report,
        onBatch: (batch: (typeof batches)[number]) => batches.push(batch),
      };
      const outcome = await runUnit(unit, unitContext);
      context.signal.throwIfAborted();
      await putUnit({ unit: unit.key, ...outcome, provenance: provenance() }, store, shared);
      onOutcome?.(unit, outcome);
      counts.done++;
      inARow = 0;
    } catch (error) {
      context.signal.throwIfAborted();
      if (error instanceof CliError) throw error; // the store's
      const reason = error instanceof Error ? error.message : String(error);
      const made = provenance();
      store.failUnit(unit.key, reason, made);
      await shared?.failUnit(unit.key, reason, made);
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
