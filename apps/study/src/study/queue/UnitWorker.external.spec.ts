import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { mini, writeSamples, type Sample } from '@msafeedit/dataset';
import { describe, expect, it } from 'vitest';
import {
  childOf,
  isAlive,
  queuedStudies,
  servers,
  startWorker,
  until,
  viewQueue,
} from '../../../test/queueStudy.js';
import { sharedPostgres } from '../../../test/sharedServers.js';
import {
  onlyEnglish,
  run,
  runJson,
  runWell,
  smallStudy,
  studyFolders,
  writeStudy,
  type Replacement,
} from '../../../test/smallStudy.js';
import { tinyLlama } from '../../../test/tinyLlama.js';

const newStudy = studyFolders();
const postgres = sharedPostgres();
const newQueued = queuedStudies(postgres);

/** More than the model takes. */
const longer = (sample: Sample): Sample => ({
  ...sample,
  adversarialPrompt: 'How does a jar open? '.repeat(150),
});

/** A study on these samples, in which a prompt that is too long fails. */
async function tooLong(name: string, samples: readonly Sample[]): Promise<readonly Replacement[]> {
  const data = newStudy(name, []);
  await writeSamples(join(data, 'en.json'), samples);
  return [
    ...onlyEnglish,
    ['data: mini', `data: ${data}`],
    ['samples: 1', 'samples: all'],
    ['sampling: greedy', 'sampling: greedy\n  overflow: error'],
  ];
}

describe('a worker', () => {
  it('gives its unit back at Ctrl-C, and shows what it does before', async () => {
    const { place, address } = await newQueued('interrupted', smallStudy);
    const queued = await viewQueue(place, address);
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
    const { place, address } = await newQueued('child', smallStudy);
    const queued = await viewQueue(place, address);
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
    const [first, second] = mini.en;
    const { place } = await newQueued('long', await tooLong('long-data', [longer(first!), second!]));
    const { code, stdout } = await startWorker([place, '--json']).ended;
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, done: 2, failed: 2 });
    expect(await runWell('study', 'status', place)).toMatch(/2 units done, 2 failed[^]*tiny-en-0: .*tokens/);
    expect(await runJson('study', 'run', place, '--detach')).toMatchObject({ added: 0, failed: 2 });
    expect(await runJson('study', 'run', place, '--detach', '--retry-failed')).toMatchObject({ added: 2 });
  });

  it('goes on to the next model’s queue', async () => {
    const { place } = await newQueued('models', [
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
    const { place } = await newQueued(
      'all-long',
      await tooLong('all-long-data', mini.en.slice(0, 3).map(longer)),
    );
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
    const store = await postgres.newDatabase();
    const empty = newStudy('empty', [...onlyEnglish, ...own, servers(store, store)]);
    expect(await startWorker([empty]).ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('study run') as string,
    });
    const { place, address } = await newQueued('weights', [...onlyEnglish, ...own]);
    const other = newStudy('steps', [
      ...onlyEnglish,
      ...own,
      ['steps: 1', 'steps: 3'],
      servers(address, address),
    ]);
    expect(await startWorker([other]).ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the settings of tiny are others') as string,
    });
    await startWorker([place, '--json']).ended;
    writeStudy(place, [...onlyEnglish, ...own, ['samples: 1', 'samples: 2'], servers(address, address)]);
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

  it('keeps a unit for as long as it takes, and another one does the rest', async () => {
    const { place, address } = await newQueued('slow', onlyEnglish);
    const queued = await viewQueue(place, address);
    const lock = ['--lock', '5', '--json']; // a busy machine may take more than a second to give a sign
    const slow = startWorker([place, ...lock]);
    await until(() => childOf(slow) !== undefined);
    const child = childOf(slow)!;
    process.kill(child, 'SIGSTOP');
    const underWay = async (): Promise<string | undefined> =>
      (await queued.status()).workers.find(({ worker }) => worker.endsWith(`.${slow.pid}`))?.unit;
    const unit = await underWay();
    expect(unit).toBeDefined();
    const other = startWorker([place, ...lock]);
    await until(async () => (await queued.status()).queues[0]!.waiting === 0);
    // More than twice as long as a worker without a sign of life is waited for.
    await delay(12_000);
    expect(await underWay()).toBe(unit);
    process.kill(child, 'SIGCONT');
    const ended = await Promise.all([slow.ended, other.ended]);
    for (const { code, stdout, stderr } of ended) {
      expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, done: 1, givenBack: 0 });
      expect(stderr).not.toContain('no sign of life');
    }
  });

  it('that was killed takes with it what it computes, however long that takes, and is listed as gone', async () => {
    const { place, address } = await newQueued('gone', [...onlyEnglish, ['steps: 1', 'steps: 1000000']]);
    const queued = await viewQueue(place, address);
    const worker = startWorker([place]);
    await until(async () => (await queued.status()).workers.some(({ step }) => step === 'edit'));
    const child = childOf(worker)!;
    worker.process.kill('SIGKILL');
    await worker.ended;
    await until(() => !isAlive(child));
    const isGone = async (): Promise<boolean> =>
      !(await queued.status()).workers.some((each) => each.connected);
    // The server notices it at once; a lock that nobody holds any more lasts a minute.
    for (let look = 0; look < 100 && !(await isGone()); look++) await delay(50);
    expect((await runJson('study', 'status', place))['queue']).toMatchObject({
      workers: [
        {
          worker: expect.stringContaining(`.${worker.pid}`) as string,
          unit: expect.any(String) as string,
          connected: false,
        },
      ],
    });
  });

  it('computes nothing that another one has finished and could not say so', async () => {
    const { place, address } = await newQueued('finished', onlyEnglish);
    const queued = await viewQueue(place, address);
    const first = startWorker([place, '--json']);
    await until(() => childOf(first) !== undefined);
    first.process.kill('SIGTERM');
    expect(JSON.parse((await first.ended).stdout)).toMatchObject({ done: 0, givenBack: 1 });
    await run(newStudy('elsewhere', [...onlyEnglish, ['seed: 0', `seed: 0\nstore: ${address}`]]));
    const { code, stdout } = await startWorker([place, '--json']).ended;
    // The other unit was never begun, so that nothing is known of it.
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, done: 1, failed: 0 });
    expect((await queued.status()).queues).toMatchObject([{ waiting: 0, active: 0, failed: 0 }]);
  });

  it('with --stay waits for a study to be put in, and for more', async () => {
    const address = await postgres.newDatabase();
    const place = newStudy('stay', [...onlyEnglish, servers(address, address)]);
    const database = new URL(address).pathname.slice(1);
    const worker = startWorker([place, '--stay', '--json']);
    await until(
      async () =>
        (await postgres.query(`select 1 from pg_stat_activity where datname = '${database}'`)).length > 0,
    );
    const isDone = async (): Promise<boolean> =>
      ((await runJson('study', 'status', place)) as { models: [{ done: number }] }).models[0].done === 2;
    const putIn = async (): Promise<void> => {
      expect(await runJson('study', 'run', place, '--detach')).toMatchObject({ added: 2 });
      await until(async () => worker.process.exitCode !== null || (await isDone()));
    };
    const queued = await viewQueue(place, address);
    await putIn();
    expect((await queued.status()).workers).toMatchObject([{ connected: true }]);
    // What was done is lost.
    await postgres.query('truncate msafeedit.units', database);
    await putIn();
    worker.process.kill('SIGTERM');
    const { code, stdout } = await worker.ended;
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, done: 4, failed: 0 });
  });

  it('computes with its own environment, and says why it can’t', async () => {
    const { place } = await newQueued('environment', onlyEnglish);
    expect(await startWorker([place], { MSAFEEDIT_DEVICE: 'nowhere' }).ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nowhere') as string,
    });
    expect(await runJson('study', 'status', place)).toMatchObject({
      models: [{ done: 0, failed: 0, open: 2 }],
    });
  });
});
