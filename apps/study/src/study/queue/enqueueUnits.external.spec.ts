import { UnrecoverableError } from 'bullmq';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { madeUpStudy } from '../../../test/madeUpStudy.js';
import { until } from '../../../test/queueStudy.js';
import { sharedPostgres, sharedRedis } from '../../../test/sharedServers.js';
import type { Provenance, UnitState } from '../store/ResultStore.js';
import type { SharedResults } from '../store/SharedResults.js';
import { enqueueUnits, type Enqueued } from './enqueueUnits.js';
import { QueueServer } from './QueueServer.js';
import { recordFailures } from './recordFailures.js';
import { StudyQueues } from './StudyQueues.js';
import { unitJobOf } from './unitJobs.js';

const postgres = sharedPostgres();
const redis = sharedRedis();

const english = {
  models: [{ name: 'tiny', source: 'x' }],
  languages: ['en'],
  experiments: ['monolingual'],
};
const study = madeUpStudy({
  ...english,
  languages: ['en', 'es', 'fr', 'zh', 'bn', 'hi', 'th', 'ms', 'vi'],
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

describe('a small study', () => {
  const [one, other] = [1, 2].map((samples) => madeUpStudy({ ...english, samples }));
  const [unit] = one!.plan.units;
  const { id, dataHash } = unitJobOf(unit!, one!);
  let server: QueueServer;
  beforeEach(async () => {
    await redis.restart();
    server = new QueueServer({ href: redis.url, shown: 'Redis' });
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
  });

  /** What a store says that is asked for states again and again. */
  const store = (
    ...answers: readonly ReadonlyMap<string, UnitState>[]
  ): SharedResults & { failed: string[] } => {
    const [failed, left]: [string[], ReadonlyMap<string, UnitState>[]] = [[], [...answers]];
    return {
      failed,
      unitStates: () => Promise.resolve(left.length > 1 ? left.shift()! : left[0]!),
      failUnit: (...[key, reason, { modelFingerprint }]: readonly [string, string, Provenance]) => {
        failed.push(`${key}: ${reason} (${modelFingerprint})`);
        return Promise.resolve();
      },
    } as unknown as SharedResults & { failed: string[] };
  };
  const nothing = new Map<string, UnitState>();
  const isDone = new Map<string, UnitState>([[unit!.key, { state: 'done', dataHash }]]);
  const options = {
    ...{ retryFailed: false, signal: new AbortController().signal },
    onProgress: () => undefined,
  };

  it('has queues of its own, also beside one of the same settings', async () => {
    const [own, others] = [new StudyQueues(one!, server), new StudyQueues(other!, server)];
    expect(other!.settings).toEqual(one!.settings);
    const { added } = await enqueueUnits(one!, store(nothing), own, options);
    expect(added).toBe(one!.plan.units.length);
    for (const queue of (await others.all()).values()) expect(await queue.getJobCountByTypes()).toBe(0);
  });

  it('takes out again what was finished meanwhile', async () => {
    const queues = new StudyQueues(one!, server);
    await enqueueUnits(one!, store(nothing, isDone), queues, options);
    const [queue] = [...(await queues.all()).values()];
    expect(await queue!.getJob(id)).toBeUndefined();
    expect(await queue!.getPrioritizedCount()).toBe(one!.plan.units.length - 1);
  });

  it('has in its store what the queue gave up, and not in its queue what was done all the same', async () => {
    const queues = new StudyQueues(one!, server);
    await enqueueUnits(one!, store(nothing), queues, options);
    const [queue] = [...(await queues.all()).values()];
    // As a job fails whose workers vanish one after the other.
    const worker = await server.worker<object, null>(
      queue!.name,
      (job) => {
        if (job.id === id) throw new UnrecoverableError('stalled');
        return Promise.resolve(null);
      },
      { concurrency: 1 },
    );
    void worker.run();
    await until(async () => (await queue!.getFailedCount()) === 1);
    await worker.close();
    const open = store(nothing);
    await recordFailures(one!, open, queues);
    expect(open.failed).toEqual([`${unit!.key}: stalled (unknown)`]);
    await recordFailures(one!, store(isDone), queues);
    expect(await queue!.getFailedCount()).toBe(0);
  });
});
