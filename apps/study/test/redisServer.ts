import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Certificate } from './certificates.js';
import { freePort } from './freePort.js';

export interface RedisOptions {
  /** Lets only TLS through, with this certificate. */
  readonly tls?: Certificate;
  readonly password?: string;
  /** More of its command line. */
  readonly settings?: readonly string[];
}

/** Debian's redis-server on loopback, which keeps nothing on its disk. */
export class RedisServer {
  private process: ChildProcess | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'msafeedit-redis-'));
  /** Once it was started. */
  port = 0;

  constructor(private readonly options: RedisOptions = {}) {}

  get url(): string {
    const { tls, password } = this.options;
    const login = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
    return `${tls ? 'rediss' : 'redis'}://${login}127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.port ||= await freePort();
    await this.begin();
  }

  /** Ends it at once, with all that it holds, and starts an empty one in its place. */
  async restart(): Promise<void> {
    await this.end();
    await this.begin();
  }

  async stop(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true });
  }

  private async begin(): Promise<void> {
    const { tls, password, settings = [] } = this.options;
    const args = [
      ...['--bind', '127.0.0.1', '--dir', this.folder, '--save', '', '--appendonly', 'no'],
      ...(tls ? ['--port', '0', '--tls-port', String(this.port)] : ['--port', String(this.port)]),
      ...(tls ? ['--tls-cert-file', tls.certificate, '--tls-key-file', tls.key] : []),
      ...(tls ? ['--tls-ca-cert-file', tls.certificate, '--tls-auth-clients', 'no'] : []),
      ...(password === undefined ? [] : ['--requirepass', password]),
      ...settings,
    ];
    const started = spawn('redis-server', args, {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.process = started;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      started.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('Ready to accept connections')) resolve();
      });
      started.on('error', reject);
      started.on('exit', () => {
        reject(new Error(`redis-server ended: ${said}`));
      });
    });
  }

  private async end(): Promise<void> {
    const ended = once(this.process!, 'exit');
    this.process!.kill('SIGKILL');
    await ended;
  }
}
