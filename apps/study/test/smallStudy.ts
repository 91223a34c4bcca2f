import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { openStudy } from '../src/study/Study.js';
import { presetText } from '../src/study/studyPresets.js';
import { SqliteReader } from '../src/study/store/SqliteReader.js';
import { runBin } from './runBin.js';
import { tinyLlama } from './tinyLlama.js';

export type Replacement = readonly [old: string, now: string];

/** The preset `smoke` on a tiny model. */
export const smokeStudy: readonly Replacement[] = [
  ['./tiny-llama', tinyLlama],
  ['engine: auto', 'engine: tensorflow'],
];

/** The same, smaller still: six edits, fourteen units' worth of short answers. */
export const smallStudy: readonly Replacement[] = [
  ...smokeStudy,
  ['experiments: [all-pairs, layers, merged, sequence]', 'experiments: [all-pairs, layers]'],
  ['samples: 2', 'samples: 1'],
  ['steps: 2', 'steps: 1'],
  ['maxNewTokens: 8', 'maxNewTokens: 3'],
];

/** Smaller still: the unedited model's answers in English, and one edit. */
export const onlyEnglish: readonly Replacement[] = [
  ...smallStudy,
  ['[en, es]', '[en]'],
  ['[all-pairs, layers]', '[monolingual]'],
];

/** Makes folders of studies, gone when the tests are done. */
export function studyFolders(): (name: string, study: readonly Replacement[]) => string {
  const folder = mkdtempSync(join(tmpdir(), 'study-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  return (name, study) => {
    const place = join(folder, name);
    mkdirSync(place);
    writeStudy(place, study);
    return place;
  };
}

/** Writes the preset `smoke` with replacements, each of which must find its place. */
export function writeStudy(place: string, replacements: readonly Replacement[]): void {
  let text = presetText('smoke');
  for (const [old, now] of replacements) {
    expect(text).toContain(old);
    text = text.replace(old, now);
  }
  writeFileSync(join(place, 'study.yaml'), text);
}

/** Runs a study that must succeed, and gives its summary. */
export async function run(place: string): Promise<Record<string, unknown>> {
  return await runJson('study', 'run', place);
}

/** Runs `msafeedit … --json`, which must succeed, and gives its document. */
export async function runJson(...args: readonly string[]): Promise<Record<string, unknown>> {
  return JSON.parse(await runWell(...args, '--json')) as Record<string, unknown>;
}

/** Runs `msafeedit`, which must succeed, and gives its standard output. */
export async function runWell(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runBin(args);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** What a study has found out, by kind, but for times. */
export async function contents(place: string): Promise<Record<string, readonly unknown[]>> {
  const { storeFile, settings } = await openStudy(place);
  const store = SqliteReader.open(storeFile);
  try {
    const name = settings.get('tiny')!;
    return {
      states: [...store.unitStates(name)],
      answers: Array.from(store.answers(name), (answer) => ({
        ...answer,
        ...store.answerTexts(name, answer.answerKey),
      })),
      tests: [...store.tests(name)],
      jointTests: [...store.jointTests(name)],
      tasks: [...store.tasks(name)],
      divergences: [...store.divergences(name)],
      edits: [...store.edits(name)].map((edit) => ({ ...edit, seconds: 0 })),
      verdicts: [...store.verdicts()],
    };
  } finally {
    store.close();
  }
}

/** The files of an export, but for the table that says when it was made. */
export async function exported(place: string): Promise<Record<string, Buffer>> {
  const out = join(place, 'export');
  await runWell('study', 'export', place, '--out', out);
  expect(existsSync(join(out, 'provenance.jsonl'))).toBe(true);
  return Object.fromEntries(
    readdirSync(out)
      .filter((name) => !name.startsWith('provenance.'))
      .map((name) => [name, readFileSync(join(out, name))]),
  );
}
