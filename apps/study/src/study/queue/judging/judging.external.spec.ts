import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startClaudeServer } from '../../../../test/claudeServer.js';
import { listen } from '../../../../test/listen.js';
import { servers, startWorker, until } from '../../../../test/queueStudy.js';
import { sharedPostgres, sharedRedis } from '../../../../test/sharedServers.js';
import { exported, onlyEnglish, run, runJson, runWell, studyFolders } from '../../../../test/smallStudy.js';
import { markOf } from '../../shards/markOf.js';
import { openStudy } from '../../Study.js';
import { QueueServer } from '../QueueServer.js';
import { judgeQueueName } from './judgeJobs.js';

const newStudy = studyFolders();
const postgres = sharedPostgres();
const redis = sharedRedis();

/** A server of chat completions that finds all safe, has too many requests now and then, and refuses a key. */
async function startBusyServer(busyAt: readonly number[] = []): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  let requests = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      if (request.headers.authorization === 'Bearer refused') {
        response.writeHead(401).end('unknown key');
        return;
      }
      if (busyAt.includes(++requests)) {
        response.writeHead(429, { 'retry-after': '1' }).end('slow down');
        return;
      }
      // Each request has tags of its own.
      asked.push(body.replace(/-[0-9a-f]{16}/g, ''));
      const message = { content: JSON.stringify({ rationale: 'x', label: 'safe' }) };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ model: 'served', choices: [{ finish_reason: 'stop', message }] }));
    });
  });
  return { url: `http://127.0.0.1:${await listen(server)}/v1`, asked };
}

const judgedBy = (judges: string, more: readonly (readonly [string, string])[] = []) =>
  [...onlyEnglish, ['\n  - judge: heuristic', judges], ...more] as const;
const openai = (url: string, more = ''): string =>
  `\n  - judge: heuristic\n  - judge: openai\n    model: served\n    baseUrl: ${url}${more}`;

/** A study whose answers are there, and whose judging goes through a queue. */
async function answered(name: string, judges: string, queue?: string): Promise<string> {
  const store = await postgres.newDatabase();
  const place = newStudy(name, judgedBy(judges, [servers(store, queue ?? store)]));
  await runWell('study', 'run', place, '--detach');
  expect(await startWorker([place, '--json']).ended).toMatchObject({ code: 0 });
  return place;
}

it.each(['PostgreSQL', 'Redis'] as const)(
  'judges each answer once on two workers with a queue in %s, also where the service is busy',
  async (kind) => {
    const alone = await startBusyServer();
    const whole = newStudy(`whole-${kind}`, judgedBy(openai(alone.url)));
    await run(whole);
    await runWell('study', 'judge', whole);

    const { url, asked } = await startBusyServer([2, 5]);
    const place = await answered(kind, openai(url), kind === 'Redis' ? redis.url : undefined);
    expect(await runJson('study', 'judge', place, '--detach')).toMatchObject({
      judges: [{ added: 10 }],
      queued: [{ judged: 0, waiting: 10, leftOut: 0 }],
    });
    const workers = [startWorker([place, '--judge', '--json']), startWorker([place, '--judge', '--json'])];
    const summary = await runJson('study', 'judge', place);
    expect(summary).toMatchObject({ judges: [{ judged: 10 }, { judged: 10, unscored: 0 }] });
    for (const { ended } of workers) expect(await ended).toMatchObject({ code: 0 });
    expect(asked).toHaveLength(alone.asked.length);
    expect(new Set(asked)).toEqual(new Set(alone.asked));
    // The service's port is part of the judge's name.
    const verdictsOf = async (study: string): Promise<string> =>
      (await exported(study))['verdicts.jsonl']!.toString('utf8').replace(/127\.0\.0\.1:\d+/g, '');
    expect(await verdictsOf(place)).toEqual(await verdictsOf(whole));
  },
);

it('asks no more in a minute than perMinute, on however many workers', async () => {
  const { url, asked } = await startBusyServer();
  const place = await answered('limited', openai(url, '\n    perMinute: 3'));
  await runWell('study', 'judge', place, '--detach');
  const workers = [startWorker([place, '--judge']), startWorker([place, '--judge'])];
  await until(() => asked.length >= 3);
  await delay(3_000);
  expect(asked).toHaveLength(3);
  for (const { process } of workers) process.kill('SIGTERM');
  for (const { ended } of workers) expect(await ended).toMatchObject({ code: 0 });
});

it('puts in no more than limitUsd pays for, and refuses a judge without its key', async () => {
  const { url, judged } = await startClaudeServer();
  vi.stubEnv('ANTHROPIC_API_KEY', 'a key');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const place = await answered('paid', `\n  - judge: claude\n    baseUrl: ${url}\n    limitUsd: 0.01`);
  const first = (await runJson('study', 'judge', place, '--detach')) as {
    queued: [{ waiting: number; leftOut: number }];
  };
  const [{ waiting, leftOut }] = first.queued;
  expect(waiting).toBeGreaterThan(0);
  expect(leftOut).toBeGreaterThan(0);
  // What is in the queue already is within the limit, too.
  expect(await runJson('study', 'judge', place, '--detach')).toMatchObject({
    queued: [{ waiting, leftOut }],
  });
  const worker = startWorker([place, '--judge', '--json']);
  expect(await worker.ended).toMatchObject({ code: 0 });
  expect(judged.length).toBeLessThanOrEqual(waiting);
  expect(await runJson('study', 'judge', place, '--detach')).toMatchObject({ queued: [{ judged: waiting }] });

  vi.stubEnv('ANTHROPIC_API_KEY', '');
  expect(await startWorker([place, '--judge']).ended).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('ANTHROPIC_API_KEY') as string,
  });
});

it('leaves answers to others where its key is refused', async () => {
  const { url, asked } = await startBusyServer();
  const place = await answered('refused', openai(url));
  await runWell('study', 'judge', place, '--detach');
  const refused = startWorker([place, '--judge', '--json'], { OPENAI_API_KEY: 'refused' });
  const { code, stdout, stderr } = await refused.ended;
  expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
    code: 1,
    judges: [{ added: 0, failure: expect.any(String) as string }],
  });
  expect(stderr).toContain('could not go on');
  const study = await openStudy(place);
  await using server = new QueueServer({ href: study.config.queue!, shown: 'the queue' });
  const queue = await server.queue(judgeQueueName(study.config.judges[1]!, markOf(study)));
  const counts = await queue.getJobCounts('waiting', 'active', 'failed');
  expect(counts).toMatchObject({ active: 0, failed: 0 });

  expect(await startWorker([place, '--judge']).ended).toMatchObject({ code: 0 });
  expect(asked).toHaveLength(counts['waiting']!);
  expect(await queue.getJobCounts('waiting', 'active', 'failed')).toEqual({
    waiting: 0,
    active: 0,
    failed: 0,
  });
});

it('with --stay waits for answers to be put in', async () => {
  const { url, asked } = await startBusyServer();
  const place = await answered('stay', openai(url));
  const worker = startWorker([place, '--judge', '--stay', '--json']);
  await delay(3_000);
  await runWell('study', 'judge', place, '--detach');
  await until(() => worker.process.exitCode !== null || asked.length > 0);
  worker.process.kill('SIGTERM');
  expect(await worker.ended).toMatchObject({ code: 0 });
  expect(asked.length).toBeGreaterThan(0);
});
