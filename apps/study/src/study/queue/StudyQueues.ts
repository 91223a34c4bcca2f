import { createHash } from 'node:crypto';
import { markOf } from '../shards/markOf.js';
import type { StudyMark } from '../shards/ShardMark.js';
import type { Study } from '../Study.js';
import type { QueueServer } from './QueueServer.js';
import type { UnitQueue } from './unitJobs.js';

/** A study's queues: one for each model, so that a worker stays with the one that it has loaded. */
export class StudyQueues {
  readonly mark: StudyMark;
  /** Names by the settings' names. Another plan has other queues, so that studies don't take each other's units. */
  readonly names: ReadonlyMap<string, string>;

  constructor(
    study: Study,
    readonly server: QueueServer,
  ) {
    this.mark = markOf(study);
    this.names = new Map(
      Array.from(study.settings.values(), (settings) => [
        settings,
        `units-${digest(settings, this.mark.plan)}`,
      ]),
    );
  }

  async queue(settings: string): Promise<UnitQueue> {
    return await this.server.queue(this.names.get(settings)!);
  }

  /** Those of all models, in the study's order, by the settings' names. */
  async all(): Promise<ReadonlyMap<string, UnitQueue>> {
    const queues = new Map<string, UnitQueue>();
    for (const settings of this.names.keys()) queues.set(settings, await this.queue(settings));
    return queues;
  }
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join(' ')).digest('base64url').slice(0, 20);
}
