import { hostname } from 'node:os';
import { CliError } from '../../CliError.js';
import { createContext, type Context } from '../../Context.js';
import { describeEngine } from '../../openModel.js';
import { Progress } from '../../screen/Progress.js';
import type { StudyUnit } from '../plan/StudyPlan.js';
import { UnitRunner } from '../run/UnitRunner.js';
import { openStudy, type Study } from '../Study.js';
import { folderVariable, unitJobOf, type UnitJob, type UnitMessage, type UnitReport } from './unitJobs.js';

// A program of its own, which a worker starts: it does the units that it is told, one at a time, and keeps the model.

const millisecondsBetweenReports = 1_000;

let study: Promise<Study> | undefined;
let loaded: { readonly model: string; readonly runner: UnitRunner } | undefined;

const parent = process.ppid;

/** A worker that was killed can't end this process, so it looks whether the worker is still there. */
function endWithParent(): void {
  if (process.ppid !== parent || !process.connected) process.kill(process.pid, 'SIGKILL');
}

// A terminal and Slurm send them to all processes; it is the worker that ends this one.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => undefined);
process.on('disconnect', endWithParent);
process.on('message', (job: UnitJob) => {
  void compute(job).then(send);
});

/** Only what stays is shown: how far a unit is, is told to the worker. */
class Notes extends Progress {
  override update(): void {
    endWithParent();
  }
}

/** What goes wrong with a unit is returned with what it was made by; a hindrance concerns any unit. */
async function compute(job: UnitJob): Promise<UnitMessage> {
  const report = reporter();
  try {
    report('load', 0);
    const { unit, runner } = await prepare(job);
    const attempt = await runner.run(unit, ({ step, fraction }) => {
      endWithParent();
      report(step, fraction, runner);
    });
    const { provenance } = attempt;
    if ('outcome' in attempt)
      return { returned: { result: { unit: unit.key, ...attempt.outcome, provenance } } };
    return { returned: { failed: messageOf(attempt.error), provenance } };
  } catch (error) {
    return { hindrance: messageOf(error) };
  }
}

async function prepare(job: UnitJob): Promise<{ unit: StudyUnit; runner: UnitRunner }> {
  const opened = await (study ??= openStudy(process.env[folderVariable]!));
  const unit = opened.plan.units.find(({ key }) => key === job.unit);
  if (!unit || unitJobOf(unit, opened).dataHash !== job.dataHash)
    throw new CliError(
      'failed',
      `The study in ${opened.folder} was changed while its worker ran; start the worker again.`,
    );
  if (loaded?.model !== job.model) {
    loaded?.runner[Symbol.dispose]();
    loaded = undefined;
    const studyModel = opened.config.models.find(({ name }) => name === job.model)!;
    loaded = { model: job.model, runner: await UnitRunner.load(studyModel, opened, quietContext()) };
  }
  return { unit, runner: loaded.runner };
}

/** Tells the worker how far the unit is, not too often, but at once where it goes on to something else. */
function reporter(): (step: UnitReport['step'], fraction: number, runner?: UnitRunner) => void {
  let due = 0;
  let last: UnitReport['step'] | undefined;
  return (step, fraction, runner) => {
    if (step === last && Date.now() < due) return;
    last = step;
    due = Date.now() + millisecondsBetweenReports;
    const computing = runner && {
      modelFingerprint: runner.model.fingerprint,
      engine: describeEngine(runner.model),
      device: runner.model.device,
    };
    send({ report: { host: hostname(), step, fraction, ...(computing && { computing }) } });
  };
}

function send(message: UnitMessage): void {
  // A worker that has just gone is noticed by `endWithParent`.
  process.send!(message, undefined, undefined, () => undefined);
}

function quietContext(): Context {
  const { signal } = new AbortController();
  const context = createContext(process.stderr, process.stderr, process.env, signal);
  return { ...context, progress: new Notes(process.stderr) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
