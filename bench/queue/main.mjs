/**
 * What a queue and a store can carry, by workers whose units sleep: how close the time comes to 1/n with n workers, how many jobs
 * a second each queue hands out, and how many units a second the store takes. Queue, locks, priorities and store are the
 * real ones; the model alone is missing.
 *
 *     npx tsc -b apps/study && node bench/queue/main.mjs [--seconds 1] [--workers 1,2,4,8,16,32,64] [--quick]
 *
 * It starts PostgreSQL and Redis (Debian: postgresql, redis-server) on this machine, which also runs all workers, and writes
 * its tables as Markdown.
 */
import { cpus, totalmem } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { QueueServer } from '../../apps/study/dist/study/queue/QueueServer.js';
import { openPostgresResults } from '../../apps/study/dist/study/store/postgres/openPostgresResults.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '1' },
    workers: { type: 'string', default: '1,2,4,8,16,32,64' },
    quick: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const counts = values.quick ? [1, 4] : values.workers.split(',').map(Number);

const helper = async (name) =>
  (await runnerImport(fileURLToPath(new URL(`../../apps/study/test/${name}`, import.meta.url)))).module;
const { startPostgres } = await helper('postgresServer.ts');
const { RedisServer } = await helper('redisServer.ts');

/** An edit with 45 answers of 600 tokens, as it goes into the store: about 150 kB. */
const answerText = 'Word by word the answer goes on. '.repeat(75);
const promptText = 'A prompt of the study, with its attack. '.repeat(20);
const unitResult = (unit, serial) => ({
  unit,
  provenance: {
    ...{
      settings: 's',
      modelFingerprint: 'm',
      dataHash: 'd',
      codeVersion: '1',
      engine: 'e',
      device: 'd',
      seed: 0,
    },
    ...{ batches: [45], halved: false, startedAt: new Date(0).toISOString(), seconds: 1 },
  },
  answers: Array.from({ length: 45 }, (_, index) => ({
    answerKey: `${unit}-${index}`,
    prompt: `${promptText}${index}`,
    text: `${serial} ${answerText}`,
    ...{ finishReason: 'stop', promptTokens: 200, newTokens: 600, overflow: false },
  })),
});
const unitBytes = Buffer.byteLength(JSON.stringify(unitResult('u', 0)));

const postgres = await startPostgres();
await postgres.query('alter system set max_connections = 400');
await postgres.stop();
await postgres.start();
const redis = new RedisServer();
await redis.start();
const address = (href) => ({ href, shown: 'the bench’s server' });
const queues = { PostgreSQL: async () => await postgres.newDatabase(), Redis: () => redis.url };

/** Lets n workers do units that sleep and write their result; the time from the first unit to the last. */
async function run(kind, n, units, milliseconds, results) {
  const server = new QueueServer(address(await queues[kind]()));
  const name = `bench-${n}-${Date.now()}`;
  const queue = await server.queue(name);
  await queue.addBulk(
    Array.from({ length: units }, (_, index) => ({
      name: 'unit',
      data: { unit: `${name}-${index}`, serial: index },
      opts: { jobId: `unit.${name}.${index}`, priority: index + 1, attempts: 3, removeOnComplete: true },
    })),
  );
  let done = 0;
  let finished;
  const all = new Promise((resolve) => (finished = resolve));
  const workers = await Promise.all(
    Array.from(
      { length: n },
      async (_, index) =>
        await server.worker(
          name,
          async ({ data }) => {
            // Units differ: each sleeps from 0.8 to 1.2 of the time.
            if (milliseconds > 0) await sleep(milliseconds * (0.8 + (0.4 * ((data.serial * 7) % 11)) / 10));
            if (results) await results.putUnit(unitResult(data.unit, data.serial));
            if (++done === units) finished();
            return null;
          },
          { name: `worker-${index}`, concurrency: 1, lockDuration: 60_000, stalledInterval: 30_000 },
        ),
    ),
  );
  const start = performance.now();
  const cpu = process.cpuUsage();
  for (const worker of workers) void worker.run();
  await all;
  const time = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const connections = (
    await postgres.query('select count(*)::int as n from pg_stat_activity where datname is not null')
  )[0].n;
  await Promise.all(workers.map((worker) => worker.close()));
  await server[Symbol.asyncDispose]();
  return { time, processor: (user + system) / 1e6, connections };
}

const texts = new Map([['s', new Map()]]);
async function withStore(use) {
  const results = await openPostgresResults(address(await postgres.newDatabase()), texts);
  try {
    return await use(results);
  } finally {
    await results.close();
  }
}

const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);
const header = (...cells) => {
  row(...cells);
  row(...cells.map(() => '---'));
};

try {
  console.log(
    `Measured ${new Date().toISOString().slice(0, 10)} on ${cpus()[0].model}, ${cpus().length} cores, ` +
      `${Math.round(totalmem() / 1e9)} GB, which ran the servers and all workers.\n`,
  );
  console.log(`Units that sleep ${seconds} s on average and write ${Math.round(unitBytes / 1000)} kB:\n`);
  header(
    'queue',
    'workers',
    'units',
    'time',
    'units × seconds / (workers × time)',
    'processor time of the workers',
  );
  for (const kind of Object.keys(queues))
    for (const n of counts) {
      const units = Math.max(values.quick ? 8 : 24, 6 * n);
      const { time, processor } = await withStore(
        async (results) => await run(kind, n, units, seconds * 1000, results),
      );
      const share = (units * seconds) / (n * time);
      row(
        kind,
        n,
        units,
        `${time.toFixed(1)} s`,
        `${(100 * share).toFixed(0)} %`,
        `${processor.toFixed(1)} s`,
      );
    }

  console.log('\nJobs that do nothing:\n');
  header('queue', 'workers', 'jobs a second', 'connections to PostgreSQL');
  for (const kind of Object.keys(queues))
    for (const n of values.quick ? [4] : [1, 16, 64]) {
      const units = values.quick ? 100 : 1500;
      const { time, connections } = await run(kind, n, units, 0);
      row(kind, n, (units / time).toFixed(0), connections);
    }

  console.log(`\nUnits of ${Math.round(unitBytes / 1000)} kB written to the store at once:\n`);
  header('writers', 'units a second', 'MB a second', 'on the server’s disk');
  for (const n of values.quick ? [4] : [1, 4, 16]) {
    const units = values.quick ? 20 : 300;
    const href = await postgres.newDatabase();
    const writers = await Promise.all(
      Array.from({ length: n }, async () => await openPostgresResults(address(href), texts)),
    );
    let next = 0;
    const start = performance.now();
    await Promise.all(
      writers.map(async (results) => {
        for (let unit = next++; unit < units; unit = next++)
          await results.putUnit(unitResult(`write-${n}-${unit}`, unit));
      }),
    );
    const time = (performance.now() - start) / 1000;
    const [{ size }] = await postgres.query(
      'select pg_database_size(current_database())::int as size',
      new URL(href).pathname.slice(1),
    );
    await Promise.all(writers.map((results) => results.close()));
    row(
      n,
      (units / time).toFixed(0),
      ((units * unitBytes) / 1e6 / time).toFixed(1),
      `${Math.round(size / units / 1000)} kB a unit`,
    );
  }
} finally {
  await redis.stop();
  await postgres.remove();
}
process.exit(0);
