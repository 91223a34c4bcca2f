import type { Context } from '../../Context.js';
import { CliError } from '../../CliError.js';
import { reasonOf } from '../reasonOf.js';
import { serverUrl } from '../serverUrl.js';
import type { Study } from '../Study.js';
import { queueSchemes } from '../StudyConfig.js';
import type { SharedResults } from '../store/SharedResults.js';
import { openShared } from '../openShared.js';
import { QueueServer } from './QueueServer.js';
import { StudyQueues } from './StudyQueues.js';

/** A study's queues and the results of all its workers. */
export interface OpenQueue extends AsyncDisposable {
  readonly queues: StudyQueues;
  readonly results: SharedResults;
}

/** The same trouble is told once in so many milliseconds: while a server is down, there is much of it. */
const millisecondsBetweenNotes = 10_000;

/**
 * Opens a study's queue and store; what goes wrong with them later on is told on standard error.
 * @throws {CliError} 'usage': study.yaml names no queue, or this is a shard; 'failed': a server can't be reached
 */
export async function openQueue(study: Study, context: Context): Promise<OpenQueue> {
  const server = openQueueServer(study, context);
  const queues = new StudyQueues(study, server);
  await queues.all();
  const results = (await openShared(study, context))!; // study.yaml has no queue without a store
  return {
    queues,
    results,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([server[Symbol.asyncDispose](), results.close()]);
    },
  };
}

/** @throws {CliError} 'usage': as `openQueue` */
export function openQueueServer({ config, shard, folder }: Study, context: Context): QueueServer {
  if (shard)
    throw new CliError('usage', `${folder} is a shard; a queue's workers take units of the whole study.`);
  if (config.queue === undefined)
    throw new CliError(
      'usage',
      'study.yaml names no queue; add `queue: postgres://…` or `queue: redis://…`, and `store: postgres://…`.',
    );
  const url = serverUrl(config.queue, 'queue', queueSchemes, context);
  const note = seldom(millisecondsBetweenNotes, (reason: string) => {
    context.progress.note(`The queue at ${url.shown}: ${reason}. Trying again.`);
  });
  return new QueueServer(url, (error) => {
    note(reasonOf(error));
  });
}

/** Calls with the same argument once in a while. */
export function seldom(milliseconds: number, tell: (text: string) => void): (text: string) => void {
  const told = new Map<string, number>();
  return (text) => {
    if (Date.now() - (told.get(text) ?? 0) < milliseconds) return;
    told.set(text, Date.now());
    tell(text);
  };
}
