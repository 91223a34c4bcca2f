import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../test/hub/LoopbackHub.js';
import { expectWhole, llama, TinyHub } from '../../test/hub/TinyHub.js';

/** What Python's huggingface_hub made of the same model (tools/hub/record_cache.py). */
interface RecordedCache {
  readonly madeWith: string;
  readonly folder: string;
  readonly entries: Readonly<Record<string, Entry>>;
}
type Entry =
  { readonly link: string } | { readonly text: string } | { readonly size: number; readonly sha256: string };

const recorded = JSON.parse(
  readFileSync(new URL('../../test/fixtures/hub/python-cache.json', import.meta.url), 'utf8'),
) as RecordedCache;

const tiny = TinyHub.forEachTest();

/** The folder as Python left it. */
function restore(folder: string): void {
  const contents = new Map(Object.values(llama).map((bytes) => [sha256(bytes), bytes]));
  for (const [path, entry] of Object.entries(recorded.entries)) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    if ('link' in entry) symlinkSync(entry.link, place);
    else writeFileSync(place, 'text' in entry ? entry.text : contents.get(entry.sha256)!);
  }
}

/** What stands in a folder, as the recording has it. */
function record(folder: string): Record<string, Entry> {
  const entries: Record<string, Entry> = {};
  for (const path of (readdirSync(folder, { recursive: true }) as string[]).sort()) {
    const place = join(folder, path);
    const found = lstatSync(place);
    if (found.isSymbolicLink()) entries[path] = { link: readlinkSync(place) };
    else if (found.isFile()) {
      const bytes = readFileSync(place);
      const isRef = path.startsWith('refs');
      entries[path] = isRef ? { text: bytes.toString() } : { size: bytes.length, sha256: sha256(bytes) };
    }
  }
  return entries;
}

describe(`a cache of ${recorded.madeWith}`, () => {
  it('is used, offline and online', async () => {
    restore(tiny.storage);
    expectWhole(await tiny.fetch({ env: { HF_HUB_OFFLINE: '1' } }));
    expect(tiny.hub.requests).toEqual([]);
    expectWhole(await tiny.fetch());
    expect(tiny.hub.requests).toHaveLength(1);
  });

  it('is what ours is, entry by entry', async () => {
    await tiny.fetch();
    expect(record(tiny.storage)).toEqual(recorded.entries);
  });
});
