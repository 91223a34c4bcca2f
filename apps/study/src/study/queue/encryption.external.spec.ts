import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { newAuthority } from '../../../test/certificates.js';
import { listen } from '../../../test/listen.js';
import { servers, startWorker } from '../../../test/queueStudy.js';
import { RedisServer, type RedisOptions } from '../../../test/redisServer.js';
import { runBin } from '../../../test/runBin.js';
import { sharedPostgres, sharedRedis } from '../../../test/sharedServers.js';
import { onlyEnglish, runJson, runWell, studyFolders } from '../../../test/smallStudy.js';
import { TcpProxy, through } from '../../../test/TcpProxy.js';
import { QueueServer } from './QueueServer.js';

const newStudy = studyFolders();
const authority = newAuthority();
const loopback = authority.sign('loopback', 'DNS:localhost,IP:127.0.0.1');
const password = 'pa:ss@w/ord';
const postgres = sharedPostgres(loopback);
const redis = sharedRedis({ tls: loopback, password });

/** Programs that are started from now on know the authority. */
function trust(): void {
  vi.stubEnv('NODE_EXTRA_CA_CERTS', authority.file);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

let studies = 0;
function newQueued(store: string, queue: string): string {
  return newStudy(`study-${++studies}`, [...onlyEnglish, servers(store, queue)]);
}

it.each([
  ['PostgreSQL', 'an authority that Node is told of', '127.0.0.1', '?sslmode=require'],
  [
    'PostgreSQL',
    'one that the address names',
    '127.0.0.1',
    `?sslmode=verify-full&sslrootcert=${authority.file}`,
  ],
  ['Redis', 'servers that are named', 'localhost', '?sslmode=verify-full'],
])('a study is done over TLS alone, with its queue in %s and %s', async (kind, _case, host, options) => {
  if (!options.includes('sslrootcert')) trust();
  const store = (await postgres.newDatabase()).replace('127.0.0.1', host) + options;
  const place = newQueued(store, kind === 'Redis' ? redis.url.replace('127.0.0.1', host) : store);
  await runWell('study', 'run', place, '--detach');
  const { code, stdout, stderr } = await startWorker([place, '--json']).ended;
  expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, done: 2, failed: 0 });
  expect(stderr).not.toMatch(/warning|Trying again/i);
  expect(await runJson('study', 'status', place)).toMatchObject({
    models: [{ done: 2, failed: 0, open: 0 }],
  });
});

describe('a server', () => {
  /** What a command says that can't use it, without a secret; and how often it asked. */
  async function refusal(
    port: number,
    study: (port: number) => string,
    ...command: readonly string[]
  ): Promise<{ readonly code: number | null; readonly stderr: string; readonly connections: number }> {
    const proxy = await TcpProxy.start(port);
    onTestFinished(() => {
      proxy.stop();
    });
    const { code, stdout, stderr } = await runBin([...command, study(proxy.port)]);
    expect(stdout).toBe('');
    for (const secret of [password, encodeURIComponent(password)]) expect(stderr).not.toContain(secret);
    return { code, stderr, connections: proxy.connections };
  }

  const refusedRedis = async (options: RedisOptions, scheme = 'rediss', login = password) => {
    const server = new RedisServer({ password, ...options });
    await server.start();
    onTestFinished(async () => {
      await server.stop();
    });
    const queue = (port: number): string => `${scheme}://:${encodeURIComponent(login)}@127.0.0.1:${port}/1`;
    const study = (port: number): string => newQueued('postgres://127.0.0.1:1/none', queue(port));
    return await refusal(server.port, study, 'worker');
  };

  const unknown =
    / has a certificate of an authority that Node doesn't know \(.+\)\. .* NODE_EXTRA_CA_CERTS .*\n$/;
  it('whose authority Node doesn’t know is refused at once, with what to do', async () => {
    const atOnce = { code: 1, stderr: expect.stringMatching(unknown) as string, connections: 1 };
    expect(await refusedRedis({ tls: loopback })).toEqual(atOnce);
    const address = `${await postgres.newDatabase()}?sslmode=require`;
    const queued = (port: number): string => newQueued(address, through(address, port));
    expect(await refusal(postgres.port, queued, 'worker')).toEqual(atOnce);
    const stored = (port: number): string =>
      newStudy('stored', [...onlyEnglish, ['seed: 0', `seed: 0\nstore: ${through(address, port)}`]]);
    expect(await refusal(postgres.port, stored, 'study', 'status')).toEqual(atOnce);
  });

  it('whose certificate is for another host, or has expired, is refused at once', async () => {
    trust();
    const elsewhere = authority.sign('elsewhere', 'DNS:redis.example');
    expect(await refusedRedis({ tls: elsewhere })).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /^error: The queue's server rediss:\/\/127\.0\.0\.1:\d+\/1 has a certificate for another host \(.* 127\.0\.0\.1 .*\); .*\n$/,
      ) as string,
      connections: 1,
    });
    expect(await refusedRedis({ tls: authority.sign('expired', 'IP:127.0.0.1', -1) })).toEqual({
      code: 1,
      stderr: expect.stringContaining(
        "has a certificate that doesn't hold now (certificate has expired)",
      ) as string,
      connections: 1,
    });
  });

  it('that lets nobody in without TLS, or has none, says so', async () => {
    const address = await postgres.newDatabase();
    const queued = (port: number): string => newQueued(address, through(address, port));
    expect(await refusal(postgres.port, queued, 'worker')).toEqual({
      code: 1,
      stderr: expect.stringContaining('lets nobody in without TLS; write ?sslmode=verify-full') as string,
      connections: 1,
    });
    expect(await refusedRedis({ tls: loopback }, 'redis')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('one with TLS (rediss:// instead of redis://)') as string,
    });
    expect(await refusedRedis({})).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('one without TLS (redis:// instead of rediss://)') as string,
    });
  });

  it('that wants certificates of its clients, or another password, says so', async () => {
    trust();
    const settings = ['--tls-auth-clients', 'yes'];
    expect(await refusedRedis({ tls: loopback, settings })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('`tls-auth-clients no` in its settings lets in others, too') as string,
    });
    const refuses = {
      code: 1,
      stderr: expect.stringContaining('refuses the user or the password') as string,
    };
    expect(await refusedRedis({}, 'redis', 'wr0ng')).toEqual({ ...refuses, connections: 1 });
    expect(await refusedRedis({}, 'redis', '')).toEqual({
      code: 1,
      stderr: expect.stringContaining('wants a password, and the address has none') as string,
      connections: 1,
    });
  });

  it('that serves many by their names is told the name', async () => {
    const asked: string[] = [];
    const many = createServer({
      cert: readFileSync(loopback.certificate),
      key: readFileSync(loopback.key),
      SNICallback: (name, answer) => {
        asked.push(name);
        answer(null);
      },
    });
    many.on('tlsClientError', () => undefined);
    const port = await listen(many);
    await using server = new QueueServer({ href: `rediss://localhost:${port}`, shown: 'many' });
    await expect(server.queue('any')).rejects.toThrow('many has a certificate');
    expect(asked).toEqual(['localhost']);
  });
});
