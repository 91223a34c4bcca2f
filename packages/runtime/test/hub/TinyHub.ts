import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { fetchHubModel, type HubOptions } from '../../src/hub/fetchHubModel.js';
import { tinyFolder } from '../tinyGoldens.js';
import { etagOf, type Fault, filesOf, type HubModel, LoopbackHub, sha256 } from './LoopbackHub.js';

/** The files of the tiny model on the hub. */
export const llama = filesOf(tinyFolder('tiny-llama'));
export const [firstShard, secondShard] = [
  'model-00001-of-00002.safetensors',
  'model-00002-of-00002.safetensors',
];
export const shard = llama[firstShard]!;
export const halfShard = Math.floor(shard.length / 2);

/** A hub with one model, and an empty cache, for each test of a spec. */
export class TinyHub {
  hub!: LoopbackHub;
  /** `HF_HOME`. */
  home!: string;

  static forEachTest(): TinyHub {
    const tiny = new TinyHub();
    beforeEach(async () => {
      // A proxy of the machine is no way to a loopback address.
      for (const name of ['http_proxy', 'https_proxy']) {
        vi.stubEnv(name, undefined);
        vi.stubEnv(name.toUpperCase(), undefined);
      }
      tiny.hub = await new LoopbackHub().start();
      tiny.home = await mkdtemp(join(tmpdir(), 'msafeedit-hub-'));
      tiny.serve({});
    });
    afterEach(async () => {
      vi.unstubAllEnvs();
      await tiny.hub.stop();
      await rm(tiny.home, { recursive: true, force: true });
    });
    return tiny;
  }

  /** The model `tiny/llama`, changed. */
  serve(model: Partial<HubModel>): void {
    this.hub.models.set('tiny/llama', { files: llama, ...model });
  }

  async fetch(
    { env, ...options }: Omit<HubOptions, 'env'> & { env?: Record<string, string> } = {},
    source = 'hf:tiny/llama',
  ): Promise<string> {
    const all = { HF_ENDPOINT: this.hub.endpoint, HF_HOME: this.home, ...env };
    return await fetchHubModel(source, { env: all, retryMs: 5, ...options });
  }

  /** The model's folder in the cache. */
  get storage(): string {
    return join(this.home, 'hub', 'models--tiny--llama');
  }

  blobOf(name: string): string {
    return join(this.storage, 'blobs', etagOf(name, llama[name]!));
  }

  /** What has come of the first shard. */
  get partial(): string {
    return `${this.blobOf(firstShard)}.incomplete`;
  }

  /** Lets `deal` answer the first requests that match; the rest goes as it should. */
  faultOnce(matches: (path: string, method: string) => boolean, deal: Fault, times = 1): void {
    let left = times;
    this.hub.fault = (request, response) => {
      if (left === 0 || !matches(request.path, request.method)) return false;
      left--;
      return deal(request, response);
    };
  }
}

/** Whether a request is for the content of the first shard. */
export const isShardGet = (path: string, method: string): boolean =>
  method === 'GET' && path.includes(firstShard) && path.includes('signature');

/** Expects all of the model's files in a folder, byte for byte. */
export function expectWhole(folder: string): void {
  for (const [name, bytes] of Object.entries(llama))
    expect(sha256(readFileSync(join(folder, name))), name).toBe(sha256(bytes));
}
