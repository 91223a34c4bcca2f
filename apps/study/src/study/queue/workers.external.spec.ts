import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { childOf, isAlive, servers, startWorker, until, viewQueue } from '../../../test/queueStudy.js';
import { runBin } from '../../../test/runBin.js';
import { sharedPostgres, sharedRedis } from '../../../test/sharedServers.js';
import { exported, run, runJson, smallStudy, smokeStudy, studyFolders } from '../../../test/smallStudy.js';
import { TcpProxy, through } from '../../../test/TcpProxy.js';

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
    const queued = await viewQueue(place, queue);
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
    const queued = await viewQueue(place, queue);
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
