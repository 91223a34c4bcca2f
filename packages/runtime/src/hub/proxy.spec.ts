import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { failure } from '../../test/failure.js';
import { expectWhole, TinyHub } from '../../test/hub/TinyHub.js';

const tiny = TinyHub.forEachTest();

/** A proxy that lets connections through (CONNECT, RFC 9110), and what was asked of it. */
async function startProxy(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', (request, client) => {
    asked.push(request.url ?? '');
    const { hostname, port } = new URL(`http://${request.url ?? ''}`);
    const target = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    for (const socket of [client, target]) {
      socket.on('error', () => {
        client.destroy();
        target.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

it('goes through the proxy of the environment', async () => {
  const { url, asked } = await startProxy();
  vi.stubEnv('HTTP_PROXY', url);
  expectWhole(await tiny.fetch());
  expect(asked).toContain(new URL(tiny.hub.endpoint).host);
});

it('says that the proxy can’t be reached', async () => {
  vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:1');
  expect((await failure(() => tiny.fetch())).message).toContain('HTTPS_PROXY');
});
