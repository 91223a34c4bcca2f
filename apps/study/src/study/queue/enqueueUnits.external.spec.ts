import { expect, it } from 'vitest';
import { madeUpStudy } from '../../../test/madeUpStudy.js';
import { until } from '../../../test/queueStudy.js';
import { sharedPostgres, sharedRedis } from '../../../test/sharedServers.js';
import type { UnitState } from '../store/ResultStore.js';
import type { SharedResults } from '../store/SharedResults.js';
import { enqueueUnits, type Enqueued } from './enqueueUnits.js';
import { QueueServer } from './QueueServer.js';
import { StudyQueues } from './StudyQueues.js';
import { unitJobOf } from './unitJobs.js';

const postgres = sharedPostgres();
const redis = sharedRedis();

const study = madeUpStudy({
  models: [{ name: 'tiny', source: 'x' }],
  languages: ['en', 'es', 'fr', 'zh', 'bn', 'hi', 'th', 'ms', 'vi'],
  experiments: ['monolingual'],
  samples: 2_000,
  suffixCondition: false,
  sideEffects: false,
});
const { units } = study.plan;

it.each(['PostgreSQL', 'Redis'] as const)(
  'puts 20,000 units into %s, each once and in the plan’s order',
  async (kind) => {
    expect(units).toHaveLength(20_000);
    const href = kind === 'Redis' ? redis.url : await postgres.newDatabase();
    await using server = new QueueServer({ href, shown: kind });
    const queues = new StudyQueues(study, server);
    const states = new Map<string, UnitState>();
    const results = { unitStates: () => Promise.resolve(states) } as unknown as SharedResults;
    const enqueue = async (retryFailed = false): Promise<Enqueued> =>
      await enqueueUnits(study, results, queues, {
        retryFailed,
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
    // At the same time, too.
    const both = await Promise.all([enqueue(), enqueue()]);
    expect(both[0].added + both[0].waiting).toBe(20_000);
    const queue = await queues.queue(study.settings.get('tiny')!);
    expect(await queue.getJobCounts('prioritized', 'waiting')).toEqual({ prioritized: 20_000, waiting: 0 });
    expect(await enqueue()).toEqual({ added: 0, waiting: 20_000, kept: 0, failed: 0 });

    const jobs = units.map((unit) => unitJobOf(unit, study));
    for (const [index, state] of (['done', 'failed'] as const).entries()) {
      const { id, unit, dataHash } = jobs[index]!;
      await queue.remove(id);
      states.set(unit, { state, dataHash, reason: '' });
    }
    expect(await enqueue()).toEqual({ added: 0, waiting: 19_998, kept: 1, failed: 1 });
    expect(await enqueue(true)).toEqual({ added: 1, waiting: 19_998, kept: 1, failed: 0 });

    const taken: string[] = [];
    const worker = await server.worker<object, null>(
      queue.name,
      (job) => {
        taken.push(job.id!);
        return Promise.resolve(null);
      },
      { concurrency: 1 },
    );
    void worker.run();
    await until(() => taken.length >= 20);
    await worker.close();
    // The one that failed was put in last.
    expect(taken.slice(0, 20)).toEqual(jobs.slice(1, 21).map(({ id }) => id));
  },
);
