import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBin } from '../../../test/runBin.js';
import { tinyLlama } from '../../../test/tinyLlama.js';
import { collectResults, type StudyResults } from '../StudyResults.js';
import { openStudy } from '../Study.js';
import { SqliteStore } from '../store/SqliteStore.js';
import { presetText } from '../studyPresets.js';

const bin = fileURLToPath(new URL('../../../bin/msafeedit.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'study-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The smoke study made smaller still: six edits, fourteen units' worth of short answers. */
const smallStudy = [
  ['./tiny-llama', tinyLlama],
  ['engine: auto', 'engine: tensorflow'],
  ['samples: 2', 'samples: 1'],
  ['steps: 2', 'steps: 1'],
  ['maxNewTokens: 8', 'maxNewTokens: 3'],
] as const;
const onlyEnglish = ['[en, es]', '[en]'] as const;

/** A folder with the small study, changed by more replacements. */
function newStudy(name: string, ...more: readonly (readonly [string, string])[]): string {
  const place = join(folder, name);
  mkdirSync(place);
  change(place, ...more);
  return place;
}

function change(place: string, ...more: readonly (readonly [string, string])[]): void {
  let text = presetText('smoke');
  for (const [old, now] of [...smallStudy, ...more]) {
    expect(text).toContain(old);
    text = text.replace(old, now);
  }
  writeFileSync(join(place, 'study.yaml'), text);
}

/** What a study has found out, but for times. */
async function contents(place: string): Promise<Omit<StudyResults, 'provenance' | 'judges'>> {
  const study = await openStudy(place);
  const store = SqliteStore.openReadOnly(study.storeFile);
  try {
    const { tests, edits, failures } = collectResults(study, store);
    return { tests, edits: edits.map((edit) => ({ ...edit, seconds: 0 })), failures };
  } finally {
    store.close();
  }
}

describe('msafeedit study run', () => {
  let whole: Awaited<ReturnType<typeof contents>>;

  beforeAll(async () => {
    const place = newStudy('whole');
    expect(await run(place)).toEqual({ folder: place, done: 8, failed: 0, kept: 0 });
    whole = await contents(place);
  }, 180_000);

  it('answers every test of the plan, and edits every sample', async () => {
    const { tests, edits } = whole;
    expect(tests.filter(({ condition }) => condition === 'before')).toHaveLength(2 * 5);
    expect(tests.filter(({ condition }) => condition === 'after')).toHaveLength(10 * 5);
    expect(edits.map(({ language, layerChoice, layer }) => [language, layerChoice, layer])).toEqual(
      ['en', 'es'].flatMap((language) => [
        [language, 'configured', 2],
        [language, 'second-to-last', 3],
        [language, 'last', 4],
      ]),
    );
    const status = await runBin(['study', 'status', join(folder, 'whole'), '--json']);
    expect(JSON.parse(status.stdout)).toEqual({
      models: [{ model: 'tiny', done: 8, failed: 0, open: 0 }],
      failures: [],
    });
  }, 60_000);

  it('is killed ten times at random moments, and ends with the same results', async () => {
    const place = newStudy('killed');
    for (let kill = 0; kill < 10; kill++) {
      const child = spawn(process.execPath, [bin, 'study', 'run', place], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const ended = new Promise((resolve) => child.on('close', resolve));
      // The first line says that the model is there; some kills come before, most after it.
      if (kill % 3 > 0)
        await Promise.race([ended, new Promise((resolve) => child.stderr.once('data', resolve))]);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 700));
      child.kill('SIGKILL');
      await ended;
    }
    expect((await runBin(['study', 'run', place])).code).toBe(0);
    expect(await contents(place)).toEqual(whole);
  }, 300_000);

  it('stops at Ctrl-C with nothing broken, and goes on', async () => {
    const place = newStudy('interrupted');
    const { code, stderr } = await runBin(['study', 'run', place], (_text, interrupt) => {
      interrupt();
    });
    expect({ code, stopped: stderr.includes('Stopped.') }).toEqual({ code: 130, stopped: true });
    expect((await runBin(['study', 'run', place])).code).toBe(0);
    expect(await contents(place)).toEqual(whole);
  }, 180_000);

  it('does what is new when the study grows, and nothing again', async () => {
    const place = newStudy('growing', onlyEnglish, ['[all-pairs, layers]', '[monolingual]']);
    expect(await run(place)).toEqual({ folder: place, done: 2, failed: 0, kept: 0 });
    change(place);
    // The unedited model's answers in English stay; its edit is done again, since it is asked in Spanish too.
    expect(await run(place)).toEqual({ folder: place, done: 7, failed: 0, kept: 1 });
    expect(await contents(place)).toEqual(whole);
  }, 180_000);

  it('does not mix results of other settings', async () => {
    const place = newStudy('changed', onlyEnglish, ['[all-pairs, layers]', '[monolingual]']);
    expect((await run(place)).done).toBe(2);
    const before = await contents(place);
    change(place, onlyEnglish, ['[all-pairs, layers]', '[monolingual]'], ['steps: 1', 'steps: 2']);
    const status = await runBin(['study', 'status', place, '--json']);
    expect(JSON.parse(status.stdout)).toMatchObject({ models: [{ done: 0, open: 2 }] });
    expect((await run(place)).done).toBe(2);
    expect(await contents(place)).not.toEqual(before);
    change(place, onlyEnglish, ['[all-pairs, layers]', '[monolingual]']);
    expect(await contents(place)).toEqual(before);
  }, 180_000);

  it('records an edit that fails, goes on, and tries it again when asked', async () => {
    const hot = ['learningRate: 0.01', 'learningRate: 1e39'] as const;
    const place = newStudy('hot', onlyEnglish, ['[all-pairs, layers]', '[monolingual]'], hot);
    const first = await runBin(['study', 'run', place, '--json']);
    expect(first.code).toBe(1);
    expect(JSON.parse(first.stdout)).toMatchObject({ done: 1, failed: 1, kept: 0 });
    const status = await runBin(['study', 'status', place]);
    expect(status.stdout).toContain('tiny-en-0: ');
    expect(await run(place)).toMatchObject({ done: 0, failed: 0, kept: 2 });
    const again = await runBin(['study', 'run', place, '--retry-failed', '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ failed: 1, kept: 1 });
  }, 180_000);

  it('says what is wrong before it loads a model', async () => {
    const place = newStudy('broken', ['[all-pairs, layers]', '[all-pair]']);
    const { code, stderr } = await runBin(['study', 'run', place]);
    expect(code).toBe(2);
    expect(stderr).toContain('experiments.0');
    const none = await runBin(['study', 'run', join(folder, 'nowhere')]);
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('`msafeedit study init` writes one');
  }, 60_000);
});

/** Runs a study that must succeed, and gives its summary. */
async function run(place: string): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runBin(['study', 'run', place, '--json']);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>;
}
