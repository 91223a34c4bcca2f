import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fillStore, madeUpStudy, type MadeUpOptions } from '../../../test/madeUpStudy.js';
import { exportStudy } from '../exportStudy.js';
import { openResults, openResultsReadOnly } from '../openResults.js';
import { openShard, type Study } from '../Study.js';
import { SqliteStore } from '../store/SqliteStore.js';
import type { MergeProgress } from './MergeOptions.js';
import { mergeShards, type MergeSummary } from './mergeShards.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'merge-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const settings = { samples: 3, experiments: ['all-pairs', 'layers', 'merged', 'sequence'] };
/** Samples share prompts, so that a shard's tests rest on answers of another one. */
const studyIn = (name: string, changes: object = {}): Study =>
  madeUpStudy({ ...settings, ...changes }, join(folder, name));

/** Fills a shard's results and gives their file. */
function fillShard(study: Study, index: number, count: number, options: MadeUpOptions = {}): string {
  const shard = openShard(study, { index, count });
  const store = openResults(shard);
  fillStore(shard, store, options);
  store.close();
  return shard.storeFile;
}

const fillShards = (study: Study, count: number): string[] =>
  Array.from({ length: count }, (_, index) => fillShard(study, index + 1, count));

async function merge(
  study: Study,
  places: readonly string[],
  { signal = new AbortController().signal, onProgress = () => undefined }: Partial<MergeCall> = {},
): Promise<MergeSummary> {
  return await mergeShards(study, places, { signal, onProgress });
}

interface MergeCall {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: MergeProgress) => void;
}

/** All files of an export, by name, those included that say when it was made. */
async function exported(study: Study): Promise<Record<string, string>> {
  const out = join(study.folder, 'export');
  const store = openResultsReadOnly(study);
  await exportStudy(study, store, out);
  store.close();
  return Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'base64')]));
}

let whole: Record<string, string>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'merge-'));
  const study = studyIn('whole');
  const store = openResults(study);
  fillStore(study, store);
  store.close();
  whole = await exported(study);
  rmSync(folder, { recursive: true });
});

/** Writes to a shard's file as no run would. */
function change(file: string, work: (store: SqliteStore) => void): void {
  const store = SqliteStore.open(file, undefined, 'delete');
  work(store);
  store.close();
}

describe('mergeShards', () => {
  it.each([1, 3, 16])('gives what a run of the whole gives, from %i shards in any order', async (count) => {
    const study = studyIn('parts');
    const files = fillShards(study, count);
    const { models, shards } = await merge(study, files.reverse());
    expect(models.map(({ done, failed, open }) => [done, failed, open])).toEqual(
      models.map(({ done }) => [done, 0, 0]),
    );
    expect(shards.reduce((sum, { added }) => sum + added, 0)).toBe(study.plan.units.length);
    expect(await exported(study)).toEqual(whole);
  });

  it('joins again without a change, and joins overlapping shards of another count', async () => {
    const study = studyIn('parts');
    const files = fillShards(study, 3);
    await merge(study, files);
    const first = await exported(study);
    const again = await merge(study, [...files, fillShard(study, 2, 5)]);
    expect(again.shards.map(({ added, verdicts }) => [added, verdicts])).toEqual(
      files.concat('').map(() => [0, 0]),
    );
    expect(again.shards.reduce((sum, { kept }) => sum + kept, 0)).toBeGreaterThan(study.plan.units.length);
    expect(await exported(study)).toEqual(first);
  });

  it('joins what is there, and the rest later; a unit that failed is replaced once it is done', async () => {
    const study = studyIn('parts');
    const failed = [openShard(study, { index: 2, count: 3 }).plan.units.at(-1)!.key];
    const second = fillShard(study, 2, 3, { failed });
    const some = await merge(study, [second]);
    expect(some.failures).toEqual([{ unit: failed[0], reason: 'The loss became NaN in step 3.' }]);
    expect(some.shards).toMatchObject([{ shard: '2/3', failed: 1, kept: 0 }]);
    // Another failure of the same unit is none the less a failure, and a result is better than one.
    expect((await merge(study, [second])).shards).toMatchObject([{ added: 0, failed: 1 }]);
    fillShard(study, 2, 3);
    expect((await merge(study, [second])).shards).toMatchObject([{ added: 1, failed: 0 }]);
    await merge(study, [fillShard(study, 1, 3), fillShard(study, 3, 3)]);
    expect(await exported(study)).toEqual(whole);
  });

  it('finds the shards of folders, and of copies of the study', async () => {
    const [study, copy] = [studyIn('parts'), studyIn('copy')];
    const own = dirname(fillShard(study, 1, 3));
    fillShard(copy, 2, 3);
    fillShard(copy, 3, 3);
    const { shards } = await merge(study, [own, own, copy.folder]);
    expect(shards.map(({ shard }) => shard)).toEqual(['1/3', '2/3', '3/3']);
    await expect(merge(study, [join(folder, 'nowhere')])).rejects.toThrow(
      'There are no results of shards in',
    );
  });

  it('takes no notice of how long it took, and where', async () => {
    const [study, copy] = [studyIn('parts'), studyIn('copy')];
    const files = [fillShard(study, 1, 3), fillShard(copy, 1, 3, { startedAt: '2026-02-02T00:00:00.000Z' })];
    const [first, second] = (await merge(study, files)).shards;
    expect(second).toMatchObject({ added: 0, kept: first!.added, verdicts: 0 });
  });

  it('says on what was computed', async () => {
    const study = studyIn('parts');
    const file = fillShard(study, 1, 3);
    change(file, (store) => {
      const [name] = study.settings.values();
      const { unit, ...provenance } = [...store.provenance(name!)][0]!;
      store.failUnit(unit, 'again', provenance);
      store.putUnit({ ...store.unit(name!, unit), provenance: { ...provenance, device: 'a card' } });
    });
    expect((await merge(study, [file])).computedOn).toEqual(['none on a card', 'none on none']);
  });
});

describe('mergeShards refuses, and changes nothing:', () => {
  /** Two shards and a third one, changed by `work`; the first was joined before. */
  async function refused(
    work: (store: SqliteStore, study: Study) => void,
  ): Promise<{ message: string; files: string[] }> {
    const study = studyIn('parts');
    const files = fillShards(study, 3);
    const changed = fillShard(studyIn('copy'), 2, 3);
    change(changed, (store) => {
      work(store, openShard(study, { index: 2, count: 3 }));
    });
    await merge(study, files.slice(0, 1));
    const before = await exported(study);
    const error = await merge(study, [...files.slice(1), changed]).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ name: 'CliError', code: 'failed' });
    expect(await exported(study)).toEqual(before);
    return { message: (error as Error).message, files: [files[1]!, changed] };
  }

  const firstUnit = (store: SqliteStore, study: Study) => {
    const { key, model } = study.plan.units.find(({ condition }) => condition === 'after')!;
    const found = store.unit(study.settings.get(model)!, key);
    store.failUnit(key, 'made anew', found.provenance);
    return found;
  };

  it('two results of one unit', async () => {
    let key = '';
    const { message, files } = await refused((store, study) => {
      const { unit, edits, ...found } = firstUnit(store, study);
      key = unit;
      store.putUnit({
        ...found,
        unit,
        edits: edits!.map((edit) => ({ ...edit, deltaNorm: edit.deltaNorm + 1e-9 })),
      });
    });
    expect(message).toContain(
      `Unit ${key} has two different results: one in ${files[0]}, one in ${files[1]}.`,
    );
  });

  it('two texts of one answer', async () => {
    let key = '';
    const { message, files } = await refused((store, study) => {
      // No store lets an answer be replaced, so it is put into one before its unit is.
      const all = study.plan.units.map(({ key: unit, model }) =>
        store.unit(study.settings.get(model)!, unit),
      );
      const mark = store.shardMark()!;
      store.close();
      rmSync(openShard(studyIn('copy'), { index: 2, count: 3 }).storeFile);
      change(openShard(studyIn('copy'), { index: 2, count: 3 }).storeFile, (fresh) => {
        fresh.putShardMark(mark);
        for (const { answers, ...found } of all)
          fresh.putUnit({
            ...found,
            answers: answers!.map((answer) => ({ ...answer, text: `${answer.text}!` })),
          });
      });
      key = all[0]!.answers![0]!.answerKey;
    });
    expect(message).toContain(`Answer ${key} of unit`);
    expect(message).toContain(`has two different results: one in ${files[0]}, one in ${files[1]}.`);
  });

  it('two verdicts of one judge, but not two reasons for the same', async () => {
    const { message, files } = await refused((store) => {
      const [first, second] = store.verdicts();
      store.putVerdicts([{ ...first!, rationale: 'Another one.', cost: 1 }]);
      store.putVerdicts([{ ...second!, label: second!.label === 'safe' ? 'unsafe' : 'safe' }]);
    });
    expect(message).toMatch(/^The verdict of .* on answer .* has two different results: one in /);
    expect(message).toContain(`one in ${files[0]}, one in ${files[1]}.`);
  });

  it('a model with other weights', async () => {
    const { message } = await refused((store, study) => {
      const found = firstUnit(store, study);
      store.putUnit({ ...found, provenance: { ...found.provenance, modelFingerprint: 'other' } });
    });
    expect(message).toMatch(
      /was not the same everywhere: its weights are made up in .*, and other in .*copy/,
    );
  });

  it.each([
    ['its plan is another one', { samples: 5 }],
    ['only one of the two has a model other', { models: [{ name: 'other', source: 'x' }] }],
  ])('a shard of another study: %s', async (difference, changes) => {
    const study = studyIn('parts');
    await expect(merge(study, [fillShard(studyIn('other', changes), 1, 3)])).rejects.toThrow(difference);
    expect(existsSync(study.storeFile)).toBe(false);
  });

  it('a shard of other settings, or of another version', async () => {
    const study = studyIn('parts');
    const others = {
      ...studyIn('other'),
      settings: new Map([...study.settings.keys()].map((name) => [name, 'x'])),
    };
    await expect(merge(study, [fillShard(others, 1, 3)])).rejects.toThrow(
      'the settings of sturdy are others',
    );
    const later = { ...studyIn('later'), codeVersion: '9.9.9' };
    await expect(merge(study, [fillShard(later, 1, 3)])).rejects.toThrow(
      'run by msafeedit 9.9.9, and this is 0.0.0',
    );
  });

  it('what is no shard, or a copy that was cut short', async () => {
    const study = studyIn('parts');
    const other = studyIn('other');
    openResults(other).close();
    await expect(merge(study, [other.folder])).rejects.toThrow("is no shard's");
    const [cut, broken] = [fillShard(study, 1, 3), fillShard(study, 2, 3)];
    truncateSync(cut, 40_960);
    await expect(merge(study, [cut])).rejects.toThrow(`Can't open ${cut}: it is damaged`);
    const bytes = readFileSync(broken);
    writeFileSync(broken, bytes.fill('?', 40_960, 60_000));
    await expect(merge(study, [broken])).rejects.toThrow(`${broken} is damaged`);
    expect(existsSync(study.storeFile)).toBe(false);
  });

  it('a shard in the place of its study, or of another shard', () => {
    const study = studyIn('parts');
    const store = SqliteStore.open(study.storeFile);
    store.putShardMark({ shard: '2/3', codeVersion: '', settings: {}, plan: '' });
    store.close();
    expect(() => openResultsReadOnly(study)).toThrow('holds the results of shard 2/3 alone');
    expect(() => openResults(study)).toThrow('holds the results of shard 2/3 alone');
  });
});

describe('a merge', () => {
  it('that is stopped leaves all as it was, and can be done again', async () => {
    const study = studyIn('parts');
    const files = fillShards(study, 3);
    const abort = new AbortController();
    const onProgress = ({ step, fraction }: MergeProgress): void => {
      if (step === 'Join' && fraction > 0.5) abort.abort();
    };
    await expect(merge(study, files, { signal: abort.signal, onProgress })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(existsSync(study.storeFile)).toBe(false);
    await merge(study, files);
    expect(await exported(study)).toEqual(whole);
  });

  it('drops what a killed shard had half written', async () => {
    const study = studyIn('parts');
    const files = fillShards(study, 3);
    const cwd = fileURLToPath(new URL('../../..', import.meta.url));
    // Writes more than its cache holds, so that half of it is in the file, and the journal beside it.
    const writer = `
      const database = new (require('libsql'))(${JSON.stringify(files[1])});
      database.exec('pragma cache_size = 10; begin immediate; delete from results; delete from answers;');
      for (let i = 0; i < 500; i++) database.prepare('insert into prompts values (?, ?)').run('torn' + i, 'x'.repeat(3000));
      process.stdout.write('half');
      setTimeout(() => {}, 60000);`;
    const child = spawn(process.execPath, ['-e', writer], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(existsSync(`${files[1]}-journal`)).toBe(true);
    expect(readFileSync(files[1]!).includes('torn7')).toBe(true);
    await merge(study, files);
    expect(await exported(study)).toEqual(whole);
  });
});
