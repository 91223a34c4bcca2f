import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.js';
import { cutAfter, LoopbackHub, stallAfter } from '../../test/hub/LoopbackHub.js';
import {
  expectWhole,
  firstShard,
  halfShard,
  isShardGet,
  llama,
  shard,
  TinyHub,
} from '../../test/hub/TinyHub.js';

const tiny = TinyHub.forEachTest();

describe('a bad line', () => {
  it('goes on where a connection was cut', async () => {
    tiny.faultOnce(isShardGet, (request, response) => {
      cutAfter(halfShard, request, response, shard);
      return true;
    });
    expectWhole(await tiny.fetch());
    const gets = tiny.hub.requests.filter(({ at, path }) => at === 'store' && path.includes(firstShard));
    const from = Number(/^bytes=(\d+)-$/.exec(gets[1]?.range ?? '')?.[1]);
    expect(from).toBeGreaterThan(0);
    expect(from).toBeLessThanOrEqual(halfShard);
    expect(tiny.hub.sent(firstShard)).toBe(halfShard + shard.length - from);
  });

  it('goes on with what an earlier process left', async () => {
    await mkdir(join(tiny.storage, 'blobs'), { recursive: true });
    writeFileSync(tiny.partial, shard.subarray(0, halfShard));
    expectWhole(await tiny.fetch());
    expect(tiny.hub.sent(firstShard)).toBe(shard.length - halfShard);
    expect(existsSync(tiny.partial)).toBe(false);
  });

  it('begins anew where the server knows no ranges', async () => {
    await mkdir(join(tiny.storage, 'blobs'), { recursive: true });
    writeFileSync(tiny.partial, shard.subarray(0, halfShard));
    tiny.faultOnce(isShardGet, (_, response) => {
      response.end(shard);
      return true;
    });
    expectWhole(await tiny.fetch());
  });

  it('goes on where a connection stands still', async () => {
    tiny.faultOnce(isShardGet, (request, response) => {
      stallAfter(halfShard, request, response, shard);
      return true;
    });
    expectWhole(await tiny.fetch({ env: { HF_HUB_DOWNLOAD_TIMEOUT: '0.3' } }));
    expect(tiny.hub.sent(firstShard)).toBe(shard.length);
  });

  it.each([429, 500, 502, 503])('asks again after a %i', async (status) => {
    tiny.faultOnce(
      () => true,
      (_, response) => {
        response.writeHead(status).end();
        return true;
      },
      3,
    );
    expectWhole(await tiny.fetch());
  });

  it('waits as long as it is asked to', async () => {
    tiny.faultOnce(
      () => true,
      (_, response) => {
        response.writeHead(429, { 'retry-after': '0' }).end();
        return true;
      },
    );
    // Of itself it would wait for hours.
    expectWhole(await tiny.fetch({ retryMs: 1e7 }));
  });

  it('gives up in the end, and keeps what came', async () => {
    tiny.hub.fault = (request, response) => {
      if (!isShardGet(request.path, request.method)) return false;
      if (request.range === undefined) cutAfter(halfShard, request, response, shard);
      else response.destroy();
      return true;
    };
    const { code, message } = await failure(() => tiny.fetch());
    expect(code).toBe('setup');
    expect(message).toMatch(
      /^hf:tiny\/llama: 127\.0\.0\.1:\d+ can't be reached or breaks off .*HTTPS_PROXY.* is kept/,
    );
    expect(readFileSync(tiny.partial).length).toBeGreaterThan(0);
    expect(existsSync(join(tiny.storage, 'refs', 'main'))).toBe(false);
  });

  it('says how to go on without a network', async () => {
    const gone = await new LoopbackHub().start();
    const away = gone.endpoint;
    await gone.stop();
    const { code, message } = await failure(() => tiny.fetch({ env: { HF_ENDPOINT: away } }));
    expect(code).toBe('setup');
    expect(message).toContain('ECONNREFUSED');
    expect(message).toContain('HF_HUB_OFFLINE=1');
  });

  it('throws wrong bytes away and fetches the file once more', async () => {
    const wrong = Uint8Array.from(shard, (byte, index) => (index === halfShard ? byte ^ 1 : byte));
    tiny.faultOnce(isShardGet, (_, response) => {
      response.end(wrong);
      return true;
    });
    expectWhole(await tiny.fetch());
  });

  it.each([
    [firstShard, 'SHA-256'],
    ['config.json', 'git’s SHA-1'],
  ])('never keeps a %s that fails its %s', async (name) => {
    const wrong = Uint8Array.from(llama[name]!, (byte, index) => (index === 9 ? byte ^ 1 : byte));
    tiny.hub.fault = ({ method, path }, response) => {
      if (
        method !== 'GET' ||
        !path.includes(name) ||
        (!path.includes('signature') && !path.includes('cache'))
      )
        return false;
      response.end(wrong);
      return true;
    };
    const { code, message } = await failure(() => tiny.fetch());
    expect(code).toBe('setup');
    expect(message).toContain(`${name} came twice with other bytes`);
    expect(existsSync(tiny.blobOf(name))).toBe(false);
    expect(existsSync(`${tiny.blobOf(name)}.incomplete`)).toBe(false);
  });

  it('mends a partial file that was damaged', async () => {
    await mkdir(join(tiny.storage, 'blobs'), { recursive: true });
    writeFileSync(tiny.partial, new Uint8Array(halfShard));
    expectWhole(await tiny.fetch());
  });

  it('stops on request and goes on the next time', async () => {
    const abort = new AbortController();
    tiny.faultOnce(isShardGet, (request, response) => {
      stallAfter(halfShard, request, response, shard);
      return true;
    });
    const stopped = failure(() =>
      tiny.fetch({
        signal: abort.signal,
        onProgress: () => {
          const partial = tiny.partial;
          if (existsSync(partial) && readFileSync(partial).length > 0) abort.abort();
        },
      }),
    );
    expect((await stopped).code).toBe('aborted');
    const kept = readFileSync(tiny.partial).length;
    expect(kept).toBeGreaterThan(0);
    tiny.hub.requests.length = 0;
    expectWhole(await tiny.fetch());
    expect(tiny.hub.sent(firstShard)).toBe(shard.length - kept);
  });

  it('lets one wait for another who fetches the same file', async () => {
    const folders = await Promise.all([tiny.fetch(), tiny.fetch()]);
    for (const folder of folders) expectWhole(folder);
    expect(tiny.hub.sent(firstShard)).toBe(shard.length);
  });
});

describe('a disk', () => {
  it('that is too small is told before anything large is fetched', async () => {
    tiny.hub.fault = ({ method, path }, response) => {
      if (method !== 'HEAD' || !path.includes(firstShard)) return false;
      response.writeHead(200, { 'x-linked-etag': '"abc"', 'x-linked-size': '1000000000000000000' });
      response.end();
      return true;
    };
    const { code, message } = await failure(() => tiny.fetch());
    expect(code).toBe('setup');
    expect(message).toMatch(/\d+ MB are to be fetched, but .* MB free\. .*HF_HUB_CACHE/);
    expect(tiny.hub.sent('signature')).toBe(0);
  });

  it.runIf(existsSync('/dev/full'))('that gets full is told', async () => {
    await mkdir(join(tiny.storage, 'blobs'), { recursive: true });
    await symlink('/dev/full', tiny.partial);
    const { code, message } = await failure(() => tiny.fetch());
    expect(code).toBe('setup');
    expect(message).toMatch(/no space is left in .*HF_HUB_CACHE/);
  });

  it('that can’t be written to is told', async () => {
    const file = join(tiny.home, 'file');
    writeFileSync(file, '');
    const { code, message } = await failure(() => tiny.fetch({ env: { HF_HUB_CACHE: file } }));
    expect(code).toBe('setup');
    expect(message).toContain(`can't write to the cache ${file}`);
  });
});
