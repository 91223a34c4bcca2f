import { setTimeout as delay } from 'node:timers/promises';
import { WaitingError, type Job } from 'bullmq';
import { CliError } from '../../CliError.js';
import type { StudyUnit } from '../plan/StudyPlan.js';
import { reasonOf } from '../reasonOf.js';
import { failuresInARow } from '../run/runStudy.js';
import type { UnitOutcome } from '../run/UnitContext.js';
import type { SharedResults } from '../store/SharedResults.js';
import type { Study } from '../Study.js';
import { ownWorkerName } from './ownWorkerName.js';
import type { JobWorker } from './QueueServer.js';
import { unknownMaker } from './recordFailures.js';
import type { StudyQueues } from './StudyQueues.js';
import type { StudyRegister } from './StudyRegister.js';
import { attempts, unitOfJob, type UnitJob, type UnitReport } from './unitJobs.js';
import { UnitProcess } from './UnitProcess.js';

/** How long a server may take when a unit is given back, before the worker goes without. */
const giveBackMs = 5_000;

export interface UnitWorkerOptions {
  readonly study: Study;
  readonly results: SharedResults;
  readonly queues: StudyQueues;
  readonly register: StudyRegister;
  /** Milliseconds without a sign of life after which a unit is another worker's. */
  readonly lockMs: number;
  /** Stops the worker. */
  readonly signal: AbortSignal;
  readonly onReport: (unit: string, report: UnitReport) => void;
  readonly onOutcome: (unit: StudyUnit, outcome: UnitOutcome) => void;
  readonly onNote: (line: string) => void;
}

/**
 * Does units of one model's queue after the other, one at a time, in a process of their own that keeps the model. Their
 * results are in the store before a unit counts as done in the queue.
 */
export class UnitWorker {
  readonly name = ownWorkerName();
  readonly counts = { done: 0, failed: 0, givenBack: 0 };
  /** Why it can't go on. */
  problem: CliError | undefined;
  /** The settings' name of the model whose units it takes. */
  settings: string | undefined;

  private readonly planned: ReadonlyMap<string, StudyUnit>;
  private worker: JobWorker<UnitJob, null> | undefined;
  private process: UnitProcess | undefined;
  private unit: string | undefined;
  private isStopping = false;
  private readonly failedInARow = new Set<string>();
  private weights: Promise<void> | undefined;

  constructor(private readonly options: UnitWorkerOptions) {
    this.planned = new Map(options.study.plan.units.map((unit) => [unit.key, unit]));
  }

  get isBusy(): boolean {
    return this.unit !== undefined;
  }

  private get isEnding(): boolean {
    return this.isStopping || this.options.signal.aborted || this.problem !== undefined;
  }

  /** Takes units of that model from now on; a model loaded before goes with its process. */
  async take(settings: string): Promise<void> {
    await this.close();
    const { queues, lockMs, onNote } = this.options;
    this.weights = undefined;
    this.worker = await queues.server.worker<UnitJob, null>(
      queues.names.get(settings)!,
      async (job, token = '') => await this.work(job, token),
      {
        name: this.name,
        concurrency: 1,
        ...{ lockDuration: lockMs, stalledInterval: lockMs / 2, maxStalledCount: attempts },
      },
    );
    this.settings = settings;
    this.worker.on('stalled', (id) => {
      onNote(`Unit ${unitOfJob(id)} was taken from a worker that gave no sign of life, and is free again.`);
    });
    this.worker.run().catch((error: unknown) => {
      this.fail(error);
    });
  }

  /** Drops the unit under way and gives it back, so that another worker takes it at once. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.process?.kill();
    await this.close();
  }

  private async close(): Promise<void> {
    const closing = this.worker?.close();
    this.worker = undefined;
    this.settings = undefined;
    // A server that is gone is not waited for.
    await Promise.race([closing, delay(2 * giveBackMs, undefined, { ref: false })]);
    this.process?.kill();
    this.process = undefined;
  }

  private async work(job: Job<UnitJob, null>, token: string): Promise<null> {
    this.unit = job.data.unit;
    try {
      this.assertGoesOn();
      if (!(await this.isDone(job))) await this.compute(job);
      return null;
    } catch (error) {
      if (error instanceof UnitFailure) throw error;
      if (!this.isEnding) this.fail(error);
      await this.giveBack(job, token);
      throw new WaitingError();
    } finally {
      this.unit = undefined;
    }
  }

  /** How far the unit is goes to the queue, where a server that is gone for a moment is no reason to fail. */
  private report(job: Job<UnitJob, null>, report: UnitReport): void {
    this.options.onReport(job.data.unit, report);
    if (report.computing)
      this.weights ??= this.checkWeights(job.data.settings, report.computing.modelFingerprint);
    job.updateProgress(report).catch(() => undefined);
  }

  /** Other weights than the study's end this worker, and the unit under way, at once. */
  private async checkWeights(settings: string, fingerprint: string): Promise<void> {
    let first: string;
    try {
      first = await this.options.register.firstWeights(settings, fingerprint);
    } catch {
      this.weights = undefined; // the server is gone for a moment: the next report asks again
      return;
    }
    if (first === fingerprint) return;
    this.fail(
      new CliError(
        'failed',
        `The model's weights are others here (${fingerprint}) than where the study's first unit was done (${first}). Bring the ` +
          'same model to this machine; a model that was trained anew needs another source in study.yaml.',
      ),
    );
    this.process?.kill();
  }

  /** A unit that was started before may have been finished by a worker that could not say so any more. */
  private async isDone({ attemptsStarted, data }: Job<UnitJob, null>): Promise<boolean> {
    if (attemptsStarted <= 1) return false;
    const state = (await this.options.results.unitStates(data.settings)).get(data.unit);
    return state?.state === 'done' && state.dataHash === data.dataHash;
  }

  /**
   * @throws {UnitFailure} the unit failed, which the queue is told
   * @throws anything else: this worker can't go on
   */
  private async compute(job: Job<UnitJob, null>): Promise<void> {
    const { results, study } = this.options;
    const { unit } = job.data;
    this.process ??= new UnitProcess(study.folder);
    const returned = await this.process
      .run(job.data, (report) => {
        this.report(job, report);
      })
      .catch((error: unknown) => {
        this.assertGoesOn();
        // The study or the model can't be loaded on this machine.
        if (error instanceof CliError) throw error;
        const failed = `The process that computed it ended: ${reasonOf(error)}.`;
        return { failed, provenance: unknownMaker(job.data, study) };
      });
    await this.weights;
    this.assertGoesOn();
    if ('result' in returned) {
      await results.putUnit(returned.result);
      this.counts.done++;
      this.failedInARow.clear();
      this.options.onOutcome(this.planned.get(unit)!, returned.result);
    } else {
      const isLast = job.attemptsMade + 1 >= attempts;
      if (isLast) await results.failUnit(unit, returned.failed, returned.provenance);
      this.countFailure(unit, returned.failed, isLast);
      throw new UnitFailure(returned.failed);
    }
  }

  /** @throws where the worker stops, by itself or not */
  private assertGoesOn(): void {
    if (this.isEnding) throw new Error('The worker stops.');
  }

  private countFailure(unit: string, reason: string, isLast: boolean): void {
    const { onNote } = this.options;
    if (isLast) this.counts.failed++;
    onNote(`Unit ${unit} failed${isLast ? ` ${attempts} times` : ', and is tried again'}: ${reason}`);
    this.failedInARow.add(unit);
    if (this.failedInARow.size < failuresInARow) return;
    this.fail(
      new CliError(
        'failed',
        `${failuresInARow} units failed one after the other on this worker, the last one (${unit}) with: ${reason} ` +
          'Other workers go on; look at this machine before you start it again.',
      ),
    );
  }

  private fail(error: unknown): void {
    this.problem ??=
      error instanceof CliError ? error : new CliError('failed', reasonOf(error), { cause: error });
    // No other unit is taken, while the one under way ends.
    void this.worker?.pause(true);
  }

  private async giveBack(job: Job<UnitJob, null>, token: string): Promise<void> {
    this.counts.givenBack++;
    // Where the server can't be told, the unit is free once the worker gives no sign of life.
    await Promise.race([
      job.moveToWait(token).catch(() => undefined),
      delay(giveBackMs, undefined, { ref: false }),
    ]);
  }
}

/** What the queue is told of a unit's failure. */
class UnitFailure extends Error {
  override readonly name = 'UnitFailure';
}
