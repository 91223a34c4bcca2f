import { writeJson, writeLine, type Context } from '../../Context.js';
import { formatDuration } from '../../screen/formatDuration.js';
import { TimeLeft } from '../../screen/TimeLeft.js';
import type { FollowProgress } from '../../study/queue/followUnits.js';
import { reasonOf } from '../../study/reasonOf.js';
import type { Study } from '../../study/Study.js';
import { folderToType } from './folderArgument.js';

export interface QueuedFlags {
  readonly detach?: true;
  readonly retryFailed?: true;
  readonly json?: true;
}

/** Puts a study into its queue, and follows what the workers do until all is done. */
export async function runQueued(study: Study, flags: QueuedFlags, context: Context): Promise<void> {
  const { openQueue } = await import('../../study/queue/openQueue.js');
  const { StudyRegister } = await import('../../study/queue/StudyRegister.js');
  const { enqueueUnits } = await import('../../study/queue/enqueueUnits.js');
  await using opened = await openQueue(study, context);
  const { queues, results } = opened;
  const { folder } = study;
  await (await StudyRegister.open(queues)).put();
  const enqueued = await enqueueUnits(study, results, queues, {
    retryFailed: flags.retryFailed === true,
    signal: context.signal,
    onProgress: ({ enqueued: done, total }) => {
      context.progress.update({
        step: 'Put into the queue',
        fraction: done / total,
        detail: `${done} of ${total} units`,
      });
    },
  });
  context.progress.clear();
  const { added, waiting, kept, failed } = enqueued;
  const inShort =
    `${added} units put into the queue` +
    (waiting > 0 ? `, ${waiting} were in it` : '') +
    (kept > 0 ? `, ${kept} are done` : '') +
    (failed > 0 ? `, ${failed} failed earlier (--retry-failed tries them again)` : '') +
    '.';
  if (flags.detach) {
    if (flags.json) writeJson(context, { folder, ...enqueued });
    else writeLine(context, `${inShort} \`npx msafeedit worker ${folder}\` takes them, on any machine.`);
    return;
  }
  context.progress.note(
    `${inShort} Workers take them (\`npx msafeedit worker ${folder}\`); Ctrl-C only ends this.`,
  );
  const { followUnits } = await import('../../study/queue/followUnits.js');
  const summary = await followUnits(study, results, queues, enqueued, {
    signal: context.signal,
    onProgress: progressOf(context),
    onError: (error) => {
      context.progress.note(`${reasonOf(error)}. Trying again.`);
    },
  });
  context.progress.clear();
  const done = summary.done - kept;
  if (flags.json) writeJson(context, { folder, done, failed: summary.failed, kept });
  else {
    writeLine(
      context,
      `${done} units done${kept > 0 ? ` (${kept} were there already)` : ''}, ${summary.failed} failed.`,
    );
    if (summary.failed > 0)
      writeLine(
        context,
        `\`npx msafeedit study status${folderToType(folder)}\` says why; \`study run --retry-failed\` tries again.`,
      );
  }
  if (summary.failed > 0) context.exitCode = 1;
}

/** How far the plan is, how many work on it, and the time left by what was done since. */
function progressOf(context: Context): (progress: FollowProgress) => void {
  const timeLeft = new TimeLeft();
  return ({ done, failed, active, total }) => {
    const over = done + failed;
    const left = timeLeft.seconds(over, total);
    const details = [
      `${over} of ${total} units`,
      active === 0 ? 'no worker has one' : `${active} under way`,
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(left === undefined ? [] : [`${formatDuration(left)} left`]),
    ];
    context.progress.update({ step: 'Study', fraction: over / total, detail: details.join(', ') });
  };
}
