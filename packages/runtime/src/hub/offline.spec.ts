import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.js';
import { expectWhole, firstShard, secondShard, TinyHub } from '../../test/hub/TinyHub.js';
import type { RuntimeError } from '../RuntimeError.js';

const tiny = TinyHub.forEachTest();

describe('offline', () => {
  it.each(['HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE'])('%s: the cache is all there is', async (name) => {
    const folder = await tiny.fetch();
    tiny.hub.requests.length = 0;
    expect(await tiny.fetch({ env: { [name]: '1' } })).toBe(folder);
    expect(tiny.hub.requests).toEqual([]);
  });

  it('says what the cache lacks', async () => {
    const env = { HF_HUB_OFFLINE: '1' };
    const nothing = await failure(() => tiny.fetch({ env }));
    expect(nothing.code).toBe('file');
    expect(nothing.message).toContain(`${join(tiny.home, 'hub')} has nothing of the revision main`);
    const folder = await tiny.fetch();
    await rm(join(folder, secondShard));
    const { code, message } = await failure(() => tiny.fetch({ env }));
    expect(code).toBe('file');
    expect(message).toContain(`lacks ${secondShard}. HF_HUB_OFFLINE`);
  });

  it('uses the cache where the hub is away, and says so', async () => {
    const folder = await tiny.fetch();
    tiny.hub.fault = (_, response) => {
      response.destroy();
      return true;
    };
    const warnings: string[] = [];
    expect(await tiny.fetch({ onWarning: (message) => warnings.push(message) })).toBe(folder);
    expect(warnings).toEqual([expect.stringContaining('The copy in the cache is used')]);
  });

  it('takes a link to a blob that is gone for nothing', async () => {
    await tiny.fetch();
    await rm(tiny.blobOf(firstShard));
    const error: RuntimeError = await failure(() => tiny.fetch({ env: { HF_HUB_OFFLINE: '1' } }));
    expect(error.message).toContain(`lacks ${firstShard}`);
    expectWhole(await tiny.fetch());
  });
});
