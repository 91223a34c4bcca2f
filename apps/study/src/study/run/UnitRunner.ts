import type { CausalLM } from '@msafeedit/runtime';
import type { Context } from '../../Context.js';
import { describeEngine, loadModel } from '../../openModel.js';
import type { StudyUnit } from '../plan/StudyPlan.js';
import type { Provenance } from '../store/ResultStore.js';
import type { Study } from '../Study.js';
import type { StudyModel } from '../StudyConfig.js';
import { modelSource } from './modelSource.js';
import { runUnit } from './runUnit.js';
import { SamplePrompts } from './SamplePrompts.js';
import { unitDataHash } from './studySettings.js';
import { type UnitContext, type UnitOutcome, type UnitProgress } from './UnitContext.js';

type RunnerStudy = Pick<Study, 'folder' | 'config' | 'data' | 'settings' | 'codeVersion'>;

/** How a unit ended, and what made it. */
export type UnitAttempt = { readonly provenance: Provenance } & (
  { readonly outcome: UnitOutcome } | { readonly error: unknown }
);

/** A loaded model, with what is kept of one unit for the next. */
export class UnitRunner implements Disposable {
  private readonly firstLayers: UnitContext['firstLayers'] = new Map();
  private readonly samplePrompts: SamplePrompts;

  private constructor(
    readonly model: CausalLM,
    private readonly studyModel: StudyModel,
    private readonly study: RunnerStudy,
    private readonly signal: AbortSignal,
  ) {
    this.samplePrompts = new SamplePrompts(model);
  }

  /** @throws what loading a model throws */
  static async load(studyModel: StudyModel, study: RunnerStudy, context: Context): Promise<UnitRunner> {
    const model = await loadModel(modelSource(studyModel.source, study.folder), study.config, context);
    return new UnitRunner(model, studyModel, study, context.signal);
  }

  /** @throws the signal's reason, when it is aborted */
  async run(unit: StudyUnit, onProgress: (progress: UnitProgress) => void): Promise<UnitAttempt> {
    const { config, data, settings: names, codeVersion } = this.study;
    const { model, studyModel, firstLayers, signal } = this;
    const settings = names.get(studyModel.name)!;
    const started = Date.now();
    const batches: { rows: number; halved: boolean }[] = [];
    const provenance = (): Provenance => ({
      settings,
      modelFingerprint: model.fingerprint,
      dataHash: unitDataHash(unit, this.study),
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
      const promptCache = this.samplePrompts.of(unit);
      const outcome = await runUnit(unit, {
        ...{ studyModel, model, settings, config, data, firstLayers, signal, onProgress },
        ...(promptCache && { promptCache }),
        onBatch: (batch) => batches.push(batch),
      });
      signal.throwIfAborted();
      return { outcome, provenance: provenance() };
    } catch (error) {
      signal.throwIfAborted();
      return { error, provenance: provenance() };
    }
  }

  [Symbol.dispose](): void {
    this.samplePrompts[Symbol.dispose]();
    this.model.dispose();
  }
}
