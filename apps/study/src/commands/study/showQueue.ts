import { writeLine, type Context } from '../../Context.js';
import { formatDuration } from '../../screen/formatDuration.js';
import { table } from '../../screen/table.js';
import type { QueueStatus } from '../../study/queue/queueStatus.js';
import type { Study } from '../../study/Study.js';

/** What is in the study's queue and who works on it; undefined where study.yaml names none, or this is a shard. */
export async function readQueue(study: Study, context: Context): Promise<QueueStatus | undefined> {
  if (study.config.queue === undefined || study.shard) return undefined;
  const { openQueueServer } = await import('../../study/queue/openQueue.js');
  const { queueStatus } = await import('../../study/queue/queueStatus.js');
  const { StudyQueues } = await import('../../study/queue/StudyQueues.js');
  await using server = openQueueServer(study, context);
  return await queueStatus(study, new StudyQueues(study, server));
}

export function showQueue({ queues, workers }: QueueStatus, context: Context): void {
  for (const { model, waiting, active, failed } of queues)
    writeLine(context, `Queue: ${model}: ${waiting} units waiting, ${active} under way, ${failed} failed`);
  if (workers.length === 0) {
    writeLine(context, 'No worker is there.');
    return;
  }
  const rows = workers.map(({ worker, model, unit, step, fraction, since, connected }) => [
    worker,
    model,
    unit ?? 'waits',
    step === undefined ? '' : `${step} ${Math.round(100 * (fraction ?? 0))} %`,
    since === undefined ? '' : formatDuration((Date.now() - Date.parse(since)) / 1000),
    connected ? '' : 'gives no sign of life',
  ]);
  for (const line of table(['worker', 'model', 'unit', 'step', 'for', ''], rows)) writeLine(context, line);
}
