import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { mini, writeSamples } from '@msafeedit/dataset';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  childOf,
  isAlive,
  servers,
  startWorker,
  until,
  viewQueue,
  type QueueView,
} from '../../../test/queueStudy.js';
import { runBin } from '../../../test/runBin.js';
import { sharedPostgres, sharedRedis } from '../../../test/sharedServers.js';
import {
  exported,
  onlyEnglish,
  run,
  runJson,
  runWell,
  smallStudy,
  smokeStudy,
  studyFolders,
  writeStudy,
} from '../../../test/smallStudy.js';
import { TcpProxy } from '../../../test/TcpProxy.js';
import { tinyLlama } from '../../../test/tinyLlama.js';

const newStudy = studyFolders();
const postgres = sharedPostgres();
const redis = sharedRedis();
/** What a single machine finds out. */
let whole: Record<string, Buffer>;
const units = 18;

beforeAll(async () => {
  const place = newStudy('whole', smokeStudy);
  await run(place);
  whole = await exported(place);
});

const through = (url: string, port: number): string => url.replace(/:\d+(?=\/|$)/, `:${port}`);

/** Two databases of Redis never meet; each test has its own. */
let databases = 0;
const addresses = {
  PostgreSQL: async () => {
    const store = await postgres.newDatabase();
    return { store, queue: store, port: postgres.port };
  },
  Redis: async () => ({
    store: await postgres.newDatabase(),
    queue: `${redis.url}/${++databases}`,
    port: redis.port,
  }),
};

async function view(place: string, address: string): Promise<QueueView> {
  const opened = await viewQueue(place, address);
  onTestFinished(async () => {
    await opened[Symbol.asyncDispose]();
  });
  return opened;
}

describe.each(['PostgreSQL', 'Redis'] as const)('workers on a queue in %s', (kind) => {
  it('find what one machine finds, though two are killed and one is cut off', async () => {
    const { store, queue, port } = await addresses[kind]();
    const place = newStudy(`killed-${kind}`, [...smokeStudy, servers(store, queue)]);
    expect(await runJson('study', 'run', place, '--detach')).toMatchObject({ added: units, waiting: 0 });
    expect(await runJson('study', 'run', place, '--detach')).toMatchObject({ added: 0, waiting: units });
    const proxy = await TcpProxy.start(port);
    const storeProxy = await TcpProxy.start(postgres.port);
    onTestFinished(() => {
      proxy.stop();
      storeProxy.stop();
    });
    const away = newStudy(`away-${kind}`, [
      ...smokeStudy,
      servers(through(store, storeProxy.port), through(queue, proxy.port)),
    ]);
    const queued = await view(place, queue);
    const lock = ['--lock', '4', '--json'];
    const killed = [startWorker([place, ...lock]), startWorker([place, ...lock])];
    await until(async () =>
      (await Promise.all(killed.map(async (worker) => await queued.unitOf(worker)))).every(
        (unit) => unit !== undefined,
      ),
    );
    const children = killed.map((worker) => childOf(worker)!);
    for (const { process } of killed) process.kill('SIGKILL');
    const others = [startWorker([away, ...lock]), startWorker([place, ...lock])];
    await until(async () => (await queued.unitOf(others[0]!)) !== undefined);
    proxy.cut();
    storeProxy.cut();
    await until(() => !children.some(isAlive));
    await delay(6_000);
    proxy.heal();
    storeProxy.heal();
    for (const { ended } of others) expect(await ended).toMatchObject({ code: 0 });
    expect(await runJson('study', 'run', place)).toMatchObject({ done: 0, kept: units, failed: 0 });
    expect(await exported(place)).toEqual(whole);
  });

  it('go on when the server is started again', async () => {
    const { store, queue } = await addresses[kind]();
    const place = newStudy(`restart-${kind}`, [...smallStudy, servers(store, queue)]);
    // Whoever follows puts in again what a Redis has forgotten.
    const following = runBin(['study', 'run', place, '--json']);
    const queued = await view(place, queue);
    const worker = startWorker([place, '--stay', '--lock', '4', '--json']);
    await until(async () => (await queued.unitOf(worker)) !== undefined);
    if (kind === 'PostgreSQL') {
      await postgres.stop();
      await postgres.start();
    } else await redis.restart();
    const { code, stdout } = await following;
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, done: 7, failed: 0 });
    worker.process.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({ code: 0 });
  });
});

describe('a worker', () => {
  let store: string;
  let queue: string;
  beforeAll(async () => {
    ({ store, queue } = await addresses.PostgreSQL());
  });
  const newQueued = async (name: string, study: Parameters<typeof newStudy>[1]): Promise<string> => {
    ({ store, queue } = await addresses.PostgreSQL());
    const place = newStudy(name, [...study, servers(store, queue)]);
    await runWell('study', 'run', place, '--detach');
    return place;
  };

  it('gives its unit back at Ctrl-C, and shows what it does before', async () => {
    const place = await newQueued('interrupted', smallStudy);
    const queued = await view(place, queue);
    const worker = startWorker([place, '--json']);
    await until(async () => (await queued.unitOf(worker)) !== undefined);
    const shown = await runJson('study', 'status', place);
    expect(shown['queue']).toMatchObject({
      workers: [
        { worker: expect.stringContaining(`.${worker.pid}`) as string, model: 'tiny', connected: true },
      ],
    });
    const child = childOf(worker)!;
    worker.process.kill('SIGINT');
    expect(await worker.ended).toMatchObject({ code: 130 });
    expect(isAlive(child)).toBe(false);
    const { queues } = await queued.status();
    expect(queues).toMatchObject([{ active: 0, failed: 0 }]);
    const next = startWorker([place, '--json']);
    const { code, stdout } = await next.ended;
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, failed: 0, givenBack: 0 });
    expect(await runJson('study', 'status', place)).toMatchObject({
      models: [{ done: 7, failed: 0, open: 0 }],
    });
  });

  it('goes on with another process when the one that computes is killed, or memory runs out', async () => {
    const place = await newQueued('child', smallStudy);
    const queued = await view(place, queue);
    const worker = startWorker([place, '--json']);
    // While it starts.
    await until(() => childOf(worker) !== undefined);
    const first = childOf(worker)!;
    process.kill(first, 'SIGKILL');
    await until(async () => {
      const now = childOf(worker);
      return now !== undefined && now !== first && (await queued.unitOf(worker)) !== undefined;
    });
    // No more memory than it has.
    execFileSync('prlimit', ['--pid', String(childOf(worker)!), '--as=1000000']);
    const { code, stdout, stderr } = await worker.ended;
    expect({ code, stderr, ...(JSON.parse(stdout) as object) }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/The process that computed it ended: it got SIGKILL/) as string,
      done: 7,
      failed: 0,
    });
    expect(stderr.match(/The process that computed it ended/g)!.length).toBeGreaterThan(1);
  });

  it('puts the reason of a unit that fails three times into the store', async () => {
    const data = newStudy('long-data', []);
    const [first, second] = mini.en;
    const long = { ...first!, adversarialPrompt: 'How does a jar open? '.repeat(150) };
    await writeSamples(join(data, 'en.json'), [long, second!]);
    const place = await newQueued('long', [
      ...onlyEnglish,
      ['data: mini', `data: ${data}`],
      ['samples: 1', 'samples: all'],
      ['sampling: greedy', 'sampling: greedy\n  overflow: error'],
    ]);
    const { code, stdout } = await startWorker([place, '--json']).ended;
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, done: 2, failed: 2 });
    expect(await runWell('study', 'status', place)).toMatch(/2 units done, 2 failed[^]*tiny-en-0: .*tokens/);
    expect(await runJson('study', 'run', place, '--detach')).toMatchObject({ added: 0, failed: 2 });
    expect(await runJson('study', 'run', place, '--detach', '--retry-failed')).toMatchObject({ added: 2 });
  });

  it('goes on to the next model’s queue', async () => {
    const place = await newQueued('models', [
      ...onlyEnglish,
      ['models:', `models:\n  - name: first\n    source: ${tinyLlama}\n    preset: mistral-7b`],
    ]);
    const { code, stdout } = await startWorker([place, '--json']).ended;
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, done: 4, failed: 0 });
    expect(await runJson('study', 'status', place)).toMatchObject({
      models: ['first', 'tiny'].map((model) => ({ model, done: 2, failed: 0, open: 0 })),
    });
  });

  it('stops where three units fail one after the other, and leaves the others to others', async () => {
    const data = newStudy('all-long-data', []);
    const long = mini.en.slice(0, 3).map((sample) => ({
      ...sample,
      adversarialPrompt: 'How does a jar open? '.repeat(150),
    }));
    await writeSamples(join(data, 'en.json'), long);
    const place = await newQueued('all-long', [
      ...onlyEnglish,
      ['data: mini', `data: ${data}`],
      ['samples: 1', 'samples: all'],
      ['sampling: greedy', 'sampling: greedy\n  overflow: error'],
    ]);
    expect(await startWorker([place]).ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('3 units failed one after the other on this worker') as string,
    });
    const { models, queue: queued } = await runJson('study', 'status', place);
    // None was tried three times, so that none counts as failed.
    expect(models).toMatchObject([{ failed: 0 }]);
    expect(queued).toMatchObject({ workers: [] });
  });

  it('is refused with another study.yaml, other weights, or before anything is put in', async () => {
    const model = newStudy('model', []);
    cpSync(tinyLlama, model, { recursive: true });
    const own = [[tinyLlama, model] as const];
    const empty = newStudy('empty', [...onlyEnglish, ...own, servers(...(await emptyServers()))]);
    expect(await startWorker([empty]).ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('study run') as string,
    });
    const place = await newQueued('weights', [...onlyEnglish, ...own]);
    const other = newStudy('steps', [
      ...onlyEnglish,
      ...own,
      ['steps: 1', 'steps: 3'],
      servers(store, queue),
    ]);
    expect(await startWorker([other]).ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the settings of tiny are others') as string,
    });
    await startWorker([place, '--json']).ended;
    writeStudy(place, [...onlyEnglish, ...own, ['samples: 1', 'samples: 2'], servers(store, queue)]);
    await runWell('study', 'run', place, '--detach');
    const file = join(model, 'model-00002-of-00002.safetensors');
    const bytes = readFileSync(file);
    for (let at = bytes.length / 2; at < bytes.length; at++) bytes[at] = bytes[at]! ^ 1;
    writeFileSync(file, bytes);
    expect(await startWorker([place]).ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("The model's weights are others here") as string,
    });
  });
});

async function emptyServers(): Promise<readonly [string, string]> {
  const store = await postgres.newDatabase();
  return [store, store];
}
