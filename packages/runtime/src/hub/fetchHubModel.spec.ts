import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.js';
import { sha256 } from '../../test/hub/LoopbackHub.js';
import { expectWhole, firstShard, llama, shard, TinyHub } from '../../test/hub/TinyHub.js';
import type { SetupEvent } from '../setup/index.js';

const tiny = TinyHub.forEachTest();
const asked = (method: string): string[] =>
  tiny.hub.requests.filter((request) => request.method === method).map(({ path }) => path);

describe('fetchHubModel', () => {
  it('fetches the files that loading takes, into the standard layout', async () => {
    tiny.serve({
      files: {
        ...llama,
        'README.md': Buffer.from('# Tiny'),
        'pytorch_model.bin': Buffer.from('a pickle'),
        'consolidated.safetensors': Buffer.from('the same weights, for another program'),
        'model-00003-of-00003.safetensors': Buffer.from('of no index'),
        'original/params.json': Buffer.from('{}'),
      },
    });
    const folder = await tiny.fetch();
    const commit = tiny.hub.commitOf('tiny/llama');
    expect(folder).toBe(join(tiny.storage, 'snapshots', commit));
    expectWhole(folder);
    for (const other of ['README.md', 'pytorch_model.bin', 'consolidated', '00003-of-00003', 'params.json'])
      expect(tiny.hub.requests.some(({ path }) => path.includes(other))).toBe(false);
    expect(readFileSync(join(tiny.storage, 'refs', 'main'), 'utf8')).toBe(commit);
    expect(readlinkSync(join(folder, firstShard))).toBe(join('..', '..', 'blobs', sha256(shard)));
  });

  it('fetches nothing that is there', async () => {
    await tiny.fetch();
    tiny.hub.requests.length = 0;
    expectWhole(await tiny.fetch());
    expect(asked('GET')).toEqual(['/api/models/tiny/llama/revision/main']);
    expect(asked('HEAD')).toEqual([]);
  });

  it('fetches of a new commit only what changed', async () => {
    const before = await tiny.fetch();
    tiny.serve({ files: { ...llama, 'generation_config.json': Buffer.from('{"eos_token_id": 1}') } });
    tiny.hub.requests.length = 0;
    const after = await tiny.fetch();
    expect(after).not.toBe(before);
    expect(readFileSync(join(after, 'generation_config.json'), 'utf8')).toContain('1');
    const fetched = asked('GET').filter((path) => path.startsWith('/api/resolve-cache/'));
    expect(fetched).toEqual([expect.stringContaining('generation_config.json')]);
    expect(tiny.hub.sent('.safetensors')).toBe(0);
    expectWhole(before);
  });

  it.each(['a branch', 'a commit', 'a pull request'])('takes %s for a revision', async (kind) => {
    const branch = kind === 'a pull request' ? 'refs/pr/1' : 'fp32';
    tiny.serve({ branch });
    const commit = tiny.hub.commitOf('tiny/llama');
    const revision = kind === 'a commit' ? commit : branch;
    expectWhole(await tiny.fetch({}, `hf:tiny/llama@${revision}`));
    expectWhole(await tiny.fetch({ revision, env: { HF_HUB_OFFLINE: '1' } }));
    expect(existsSync(join(tiny.storage, 'refs', revision))).toBe(kind !== 'a commit');
  });

  it('fetches a classifier that has a pickle and no tokenizer.json', async () => {
    const files = {
      'config.json': llama['config.json']!,
      'vocab.json': Buffer.from('{}'),
      'merges.txt': Buffer.from('#version: 0.2'),
      'pytorch_model.bin': Buffer.from('a pickle'),
      'tf_model.h5': Buffer.from('another format'),
    };
    tiny.serve({ files });
    const folder = await tiny.fetch();
    for (const name of ['config.json', 'vocab.json', 'merges.txt', 'pytorch_model.bin'])
      expect(existsSync(join(folder, name)), name).toBe(true);
    expect(existsSync(join(folder, 'tf_model.h5'))).toBe(false);
    expect(await tiny.fetch({ env: { HF_HUB_OFFLINE: '1' } })).toBe(folder);
  });

  it('fetches no weights for a tokenizer', async () => {
    const folder = await tiny.fetch({ part: 'tokenizer' });
    expect(existsSync(join(folder, 'tokenizer.json'))).toBe(true);
    expect(tiny.hub.sent('.safetensors')).toBe(0);
    expect(await tiny.fetch({ part: 'tokenizer', env: { HF_HUB_OFFLINE: '1' } })).toBe(folder);
  });

  it('holds the files themselves where links are not wanted', async () => {
    const env = { HF_HUB_DISABLE_SYMLINKS: '1' };
    const folder = await tiny.fetch({ env });
    expectWhole(folder);
    expect(() => readlinkSync(join(folder, firstShard))).toThrow();
    tiny.hub.requests.length = 0;
    await tiny.fetch({ env });
    expect(tiny.hub.requests).toHaveLength(1);
  });

  it('tells how far it is', async () => {
    const events: SetupEvent[] = [];
    await tiny.fetch({ onProgress: (event) => events.push(event) });
    const downloads = events.filter(({ step }) => step === 'Download tiny/llama');
    for (const { fraction } of downloads) expect(fraction).toBeLessThanOrEqual(1);
    expect(downloads.at(-1)).toMatchObject({ fraction: 1 });
    expect(downloads.at(-1)?.detail).toMatch(/^file [12] of 2, \d+ of \d+ MB$/);
  });

  it('says so where there are no weights that it reads', async () => {
    tiny.serve({ files: { 'config.json': llama['config.json']!, 'tiny-q4.gguf': Buffer.from('GGUF') } });
    const { code, message } = await failure(() => tiny.fetch());
    expect(code).toBe('unsupported');
    expect(message).toContain('download its tiny-q4.gguf');
  });
});
