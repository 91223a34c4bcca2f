import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { devNull } from 'node:os';
import { basename } from 'node:path';

/** How the server answers when the wheel itself is asked for. */
export type WheelAnswer = 'whole' | 'cut' | 'hang';

/** A package index for pip (PEP 503), whose first wheel is the one that is cut or counted, and a registry for npm, on the loopback. */
export class FakeRegistries {
  answer: WheelAnswer = 'whole';
  /** How often the wheel, and the tarball, were asked for. */
  readonly fetched = { wheel: 0, tarball: 0 };
  /** More tarballs for npm, each of version 1.0.0, by the package's name. */
  readonly more = new Map<string, string>();
  readonly #server: Server;
  #asked = (): void => undefined;

  private constructor(
    readonly wheel: string,
    readonly tarball: string | undefined,
    readonly companions: readonly string[],
  ) {
    this.#server = createServer((request, response) => {
      this.#serve(request.url ?? '', response);
    });
  }

  static async open(
    wheel: string,
    tarball?: string,
    companions: readonly string[] = [],
  ): Promise<FakeRegistries> {
    const registries = new FakeRegistries(wheel, tarball, companions);
    registries.#server.listen(0, '127.0.0.1');
    await once(registries.#server, 'listening');
    return registries;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Environment that sends pip and npm here and nowhere else, whatever this machine's settings are. */
  environment(npmCache: string): Record<string, string> {
    return {
      PIP_CONFIG_FILE: devNull,
      PIP_INDEX_URL: `${this.url}/simple`,
      PIP_EXTRA_INDEX_URL: '',
      PIP_FIND_LINKS: '',
      PIP_RETRIES: '0',
      npm_config_registry: `${this.url}/npm`,
      npm_config_cache: npmCache,
      npm_config_userconfig: devNull,
      npm_config_fetch_retries: '0',
      NO_PROXY: '127.0.0.1',
    };
  }

  /** Resolves when the wheel is asked for the next time. */
  async nextWheelRequest(): Promise<void> {
    await new Promise<void>((resolve) => (this.#asked = resolve));
  }

  dropConnections(): void {
    this.#server.closeAllConnections();
  }

  async close(): Promise<void> {
    this.dropConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(path: string, response: ServerResponse): void {
    const companion = this.companions.find((file) => path === `/files/${basename(file)}`);
    if (companion !== undefined) {
      response.end(readFileSync(companion));
    } else if (path.startsWith('/simple/')) {
      const project = path.split('/')[2]!.replaceAll('-', '_');
      const name = basename(
        this.companions.find((file) => basename(file).startsWith(`${project}-`)) ?? this.wheel,
      );
      response.setHeader('content-type', 'text/html').end(`<a href="/files/${name}">${name}</a>`);
    } else if (path === `/files/${basename(this.wheel)}`) {
      this.fetched.wheel += 1;
      this.#sendWheel(response);
      this.#asked();
    } else if (this.tarball && path === '/npm/fake-addon') {
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify(this.#packument('fake-addon', this.tarball)));
    } else if (this.tarball && path === '/npm/fake-addon.tgz') {
      this.fetched.tarball += 1;
      response.end(readFileSync(this.tarball));
    } else {
      const [, name = '', isTarball] = /^\/npm\/(.+?)(\.tgz)?$/.exec(path) ?? [];
      const file = this.more.get(name);
      if (file === undefined) response.writeHead(404).end();
      else if (isTarball) response.end(readFileSync(file));
      else
        response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify(this.#packument(name, file)));
    }
  }

  #sendWheel(response: ServerResponse): void {
    const bytes = readFileSync(this.wheel);
    response.setHeader('content-length', bytes.length);
    if (this.answer === 'whole') {
      response.end(bytes);
      return;
    }
    response.write(bytes.subarray(0, bytes.length / 2), () => {
      if (this.answer === 'cut') response.destroy();
    });
  }

  #packument(name: string, tarball: string): unknown {
    const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
    const dist = { tarball: `${this.url}/npm/${name}.tgz`, integrity };
    const version = { name, version: '1.0.0', dist };
    return { name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } };
  }
}

/** SHA-256 of a file in hexadecimal. */
export function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
