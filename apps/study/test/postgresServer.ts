import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Certificate } from './certificates.js';
import { freePort } from './freePort.js';

/** A PostgreSQL server on this machine, for tests. */
export interface PostgresServer {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** An empty database's address, with the password. */
  newDatabase(): Promise<string>;
  /** As an administrator, in any database. */
  query(text: string, database?: string): Promise<readonly Record<string, unknown>[]>;
  /** Ends it at once, as a crash does. */
  stop(): Promise<void>;
  /** The same server again, with what it had. */
  start(): Promise<void>;
  /** Ends it and deletes what it had. */
  remove(): Promise<void>;
}

/**
 * Starts the server of Debian's package postgresql, which takes TCP connections with a password alone.
 * @param tls lets only TLS through, with this certificate
 */
export async function startPostgres(tls?: Certificate): Promise<PostgresServer> {
  const bin = binFolder();
  const as = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  const [user, password] = ['tester', 'pa:ss@w/ord'];
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  if (as) for (const place of [folder, passwordFile]) chownSync(place, as.uid, as.gid);
  const data = join(folder, 'data');
  const access = ['--auth', 'scram-sha-256', '--username', user, '--pwfile', passwordFile];
  const settings = ['--encoding', 'UTF8', '--locale', 'C', '--no-sync'];
  execFileSync(join(bin, 'initdb'), ['--pgdata', data, ...access, ...settings], { ...as, stdio: 'pipe' });
  const encryption = tls ? demandTls(tls, data, as) : [];

  const port = await freePort();
  const addressOf = (database: string): string =>
    `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  const query: PostgresServer['query'] = async (text, database = 'postgres') => {
    const client = new pg.Client({
      connectionString: addressOf(database),
      ...(tls && { ssl: { rejectUnauthorized: false } }),
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  };

  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const options = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F', ...encryption];
    server = spawn(join(bin, 'postgres'), options, { ...as, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    server.stderr!.setEncoding('utf8').on('data', (text: string) => (log += text));
    while (server.exitCode === null) {
      try {
        await query('select 1');
        return;
      } catch {
        await delay(50);
      }
    }
    throw new Error(`PostgreSQL did not start: ${log}`);
  };
  const stop = async (): Promise<void> => {
    if (!server || server.exitCode !== null) return;
    const ended = once(server, 'close');
    server.kill('SIGQUIT');
    await ended;
  };
  await start();
  let databases = 0;
  return {
    ...{ port, user, password, query, stop, start },
    newDatabase: async () => {
      const name = `results_${++databases}`;
      await query(`create database ${name}`);
      return addressOf(name);
    },
    remove: async () => {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Lets nobody in without TLS. @returns the server's options */
function demandTls(tls: Certificate, data: string, as: Unprivileged | undefined): readonly string[] {
  const rules = join(data, 'pg_hba.conf');
  writeFileSync(rules, readFileSync(rules, 'utf8').replace(/^host /gm, 'hostssl '));
  // It refuses a key that others could read.
  const [certificate, key] = [join(data, 'server.pem'), join(data, 'server.key')];
  copyFileSync(tls.certificate, certificate);
  copyFileSync(tls.key, key);
  if (as) for (const file of [certificate, key]) chownSync(file, as.uid, as.gid);
  return ['ssl=on', `ssl_cert_file=${certificate}`, `ssl_key_file=${key}`].flatMap((set) => ['-c', set]);
}

/** Debian keeps the server's programs apart from the others. */
function binFolder(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian)
    ? readdirSync(debian).sort((one, other) => Number(other) - Number(one))
    : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  const found = folders.find((folder) =>
    ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))),
  );
  if (found === undefined) throw new Error('PostgreSQL is not installed: apt install postgresql');
  return found;
}

interface Unprivileged {
  readonly uid: number;
  readonly gid: number;
}

/** The server refuses to run as root; Debian's package brings a user for it. */
function unprivileged(): Unprivileged | undefined {
  if (process.getuid!() !== 0) return undefined;
  const id = (which: string): number => Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
