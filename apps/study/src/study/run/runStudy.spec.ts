import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { miniRecords } from '@msafeedit/dataset';
import { beforeAll, describe, expect, it } from 'vitest';
import { runBin } from '../../../test/runBin.js';
import {
  contents,
  exported,
  onlyEnglish,
  run,
  runWell,
  smallStudy,
  smokeStudy,
  studyFolders,
  writeStudy,
} from '../../../test/smallStudy.js';
import type { StoredEdit, StoredTest } from '../store/ResultStore.js';

const bin = fileURLToPath(new URL('../../../bin/msafeedit.js', import.meta.url));
const newStudy = studyFolders();

describe('the smoke study', () => {
  let place: string;
  let whole: Awaited<ReturnType<typeof exported>>;

  beforeAll(async () => {
    place = newStudy('smoke', smokeStudy);
    expect(await runWell('study', 'plan', place)).toContain('tiny: 20 edits, 20 answers before editing');
    expect(await run(place)).toEqual({ folder: place, done: 18, failed: 0, kept: 0 });
    await runWell('study', 'judge', place);
    whole = await exported(place);
  }, 180_000);

  it('answers and judges all that was planned, and makes a report', async () => {
    const { tests, jointTests, tasks, divergences, edits, answers, verdicts } = await contents(place);
    expect(tests).toHaveLength(2 * 2 * 5 + 5 * 2 * 2 * 5);
    expect(jointTests).toHaveLength(2 * (2 + 3));
    expect(tasks).toHaveLength(2 * 2 + 5 * 2 * 2 * 2);
    expect(divergences).toHaveLength(5 * 2 * 2);
    expect(edits).toHaveLength(6 * 2 + 2 * 2 * 2);
    expect(verdicts).toHaveLength(answers!.length);
    await runWell('report', place, '--out', join(place, 'report'));
    expect(existsSync(join(place, 'report', 'report.html'))).toBe(true);
  }, 120_000);

  it('is killed ten times at random moments, and ends with the same bytes', async () => {
    const killed = newStudy('killed', smokeStudy);
    for (let kill = 0; kill < 10; kill++) {
      const args = kill < 8 ? ['run'] : ['judge'];
      const child = spawn(process.execPath, [bin, 'study', ...args, killed], {
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
    await runWell('study', 'run', killed);
    await runWell('study', 'judge', killed);
    expect(await exported(killed)).toEqual(whole);
  }, 300_000);

  it('is begun by two at once: one runs it, and ends with the same bytes', async () => {
    const shared = newStudy('shared', smokeStudy);
    const both = await Promise.all([1, 2].map(async () => await runBin(['study', 'run', shared])));
    expect(both.map(({ code }) => code).sort()).toEqual([0, 1]);
    expect(both.find(({ code }) => code === 1)!.stderr).toContain('is already being run by process');
    await runWell('study', 'judge', shared);
    expect(await exported(shared)).toEqual(whole);
  }, 180_000);
});

describe('msafeedit study run', () => {
  let whole: Awaited<ReturnType<typeof contents>>;

  beforeAll(async () => {
    const place = newStudy('whole', smallStudy);
    expect(await run(place)).toEqual({ folder: place, done: 7, failed: 0, kept: 0 });
    whole = await contents(place);
    expect(JSON.parse(await runWell('study', 'status', place, '--json'))).toEqual({
      models: [{ model: 'tiny', done: 7, failed: 0, open: 0 }],
      failures: [],
    });
  }, 180_000);

  it('answers every test of the plan, and edits every sample', () => {
    const { tests, edits } = whole as unknown as { tests: StoredTest[]; edits: StoredEdit[] };
    expect(tests.filter(({ condition }) => condition === 'before')).toHaveLength(2 * 5);
    expect(tests.filter(({ condition }) => condition === 'after')).toHaveLength(10 * 5);
    expect(
      edits.map(({ language, layerChoice, layer }) => `${language} ${layerChoice} ${layer}`).sort(),
    ).toEqual(
      ['en', 'es'].flatMap((language) => [
        `${language} configured 2`,
        `${language} last 4`,
        `${language} second-to-last 3`,
      ]),
    );
  });

  it('stops at Ctrl-C with nothing broken, and goes on', async () => {
    const place = newStudy('interrupted', smallStudy);
    const { code, stderr } = await runBin(['study', 'run', place], (_text, interrupt) => {
      interrupt();
    });
    expect({ code, stopped: stderr.includes('Stopped.') }).toEqual({ code: 130, stopped: true });
    await run(place);
    expect(await contents(place)).toEqual(whole);
  }, 180_000);

  it('does what is new when the study grows, and nothing again', async () => {
    const place = newStudy('growing', onlyEnglish);
    expect(await run(place)).toEqual({ folder: place, done: 2, failed: 0, kept: 0 });
    const twoSamples = [...onlyEnglish, ['samples: 1', 'samples: 2']] as const;
    writeStudy(place, twoSamples);
    // The unedited model's answers stay; the edit is done again, since another sample's question is asked too.
    expect(await run(place)).toEqual({ folder: place, done: 3, failed: 0, kept: 1 });
    const fresh = newStudy('fresh', twoSamples);
    await run(fresh);
    expect(await contents(place)).toEqual(await contents(fresh));
  }, 180_000);

  it('does again what is asked in more languages', async () => {
    const place = newStudy('languages', onlyEnglish);
    await run(place);
    writeStudy(place, smallStudy);
    expect(await run(place)).toEqual({ folder: place, done: 7, failed: 0, kept: 0 });
    expect(await contents(place)).toEqual(whole);
  }, 180_000);

  it('does not mix results of other settings', async () => {
    const place = newStudy('changed', onlyEnglish);
    expect((await run(place)).done).toBe(2);
    const before = await contents(place);
    writeStudy(place, [...onlyEnglish, ['steps: 1', 'steps: 2']]);
    const status = await runWell('study', 'status', place, '--json');
    expect(JSON.parse(status)).toMatchObject({ models: [{ done: 0, open: 2 }] });
    expect((await run(place)).done).toBe(2);
    expect(await contents(place)).not.toEqual(before);
    writeStudy(place, onlyEnglish);
    expect(await contents(place)).toEqual(before);
  }, 180_000);

  it('asks anew what an edit with other texts answers to the same prompts', async () => {
    const ownData: typeof smallStudy = [
      ...onlyEnglish,
      ['data: mini', 'data: ./data'],
      ['learningRate: 0.01', 'learningRate: 1'],
    ];
    const write = (place: string, answer: string): void => {
      mkdirSync(join(place, 'data'), { recursive: true });
      const [record] = miniRecords.en;
      writeFileSync(
        join(place, 'data', 'en.json'),
        JSON.stringify([{ ...record, 'safe generation': answer }]),
      );
    };
    const [changed, fresh] = ['texts-changed', 'texts-fresh'].map((name) => newStudy(name, ownData));
    write(changed!, 'No.');
    await run(changed!);
    await runWell('study', 'judge', changed!);
    const before = await exported(changed!);
    for (const place of [changed!, fresh!]) {
      write(place, 'I would rather talk about the weather, which is fine today.');
      await run(place);
      await runWell('study', 'judge', place);
    }
    const after = await exported(changed!);
    expect(after).toEqual(await exported(fresh!));
    expect(after['answers.jsonl']).not.toEqual(before['answers.jsonl']);
  }, 180_000);

  it('says what is wrong before it loads a model', async () => {
    const place = newStudy('broken', [...onlyEnglish, ['[monolingual]', '[all-pair]']]);
    const { code, stderr } = await runBin(['study', 'run', place]);
    expect(code).toBe(2);
    expect(stderr).toContain('experiments.0');
    const none = await runBin(['study', 'run', join(place, 'nowhere')]);
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('`npx msafeedit study init` writes one; name its folder');
  }, 60_000);
});
