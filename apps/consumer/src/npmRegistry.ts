import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A registry on this machine that has one version of one package, for npm to fetch it from. */
export interface NpmRegistry {
  readonly url: string;
  /** The tarball; may be changed. */
  tarball: Buffer;
  /** How often it was fetched. */
  fetched: number;
  readonly close: () => void;
}

export async function startNpmRegistry(name: string, version: string, file: string): Promise<NpmRegistry> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    if (path === `/${name}`)
      response.setHeader('content-type', 'application/json').end(JSON.stringify(packument()));
    else if (path === '/package.tgz') {
      registry.fetched += 1;
      response.end(registry.tarball);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const registry: NpmRegistry = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tarball: readFileSync(file),
    fetched: 0,
    close() {
      server.close();
    },
  };
  return registry;

  function packument(): unknown {
    const integrity = `sha512-${createHash('sha512').update(registry.tarball).digest('base64')}`;
    const dist = { tarball: `${registry.url}/package.tgz`, integrity };
    return { name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, dist } } };
  }
}
