import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { miniRecords } from '@msafeedit/dataset';
import pc from 'picocolors';
import { afterAll, describe, expect, it } from 'vitest';
import { demoResult } from '../test/demoResult.js';
import { fakeContext } from '../test/fakeContext.js';
import { hostile, steeringIn } from '../test/hostile.js';
import { onlyEnglish, writeStudy } from '../test/smallStudy.js';
import { tinyLlama } from '../test/tinyLlama.js';
import { ResultScreen } from './demo/ResultScreen.js';
import { runCli } from './runCli.js';
import { Progress } from './screen/Progress.js';
import { unitDataHash } from './study/run/studySettings.js';
import { SqliteStore } from './study/store/SqliteStore.js';
import { openStudy } from './study/Study.js';

const folder = mkdtempSync(join(tmpdir(), 'msafeedit-hostile-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A name that a file may have: anything but a slash and a null. */
const hostileName = hostile.replaceAll('\u0000', '');
const file = (name: string, content: string): string => {
  const path = join(folder, `${name}${hostileName}`);
  writeFileSync(path, content);
  return path;
};
const lines = (...values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

const answers = file(
  'answers',
  lines(
    ...['one', 'two'].map((id) => ({
      ...{ id: `${id}${hostile}`, question: hostile, prompt: hostile, answer: hostile, language: 'en' },
    })),
  ),
);
const verdicts = (judge: string): string =>
  file(judge, lines({ id: 'one', label: 'safe', judge: `${judge}${hostile}`, version: hostile }));
const samples = (changes: object): string =>
  file('data', JSON.stringify([{ ...miniRecords.en[0], ...changes }]));

async function run(args: readonly string[], colours: boolean) {
  const { context, stdout, stderr } = fakeContext();
  const code = await runCli(args, { ...context, colours: pc.createColors(colours) }, true);
  return { code, stdout: stdout(), stderr: stderr() };
}

describe.each([false, true])('texts of others steer no terminal (colours: %s)', (colours) => {
  const cases: readonly (readonly [what: string, code: number, args: () => readonly string[]])[] = [
    [
      'an answer and its prompt',
      0,
      () => [
        ...['generate', '--model', tinyLlama, '--engine', 'wasm', '--prompt', hostileName],
        ...['--format', 'raw', '--max-new-tokens', '2'],
      ],
    ],
    ['the name of a model', 1, () => ['generate', '--model', hostileName, '--prompt', 'x']],
    ['the name of a model of the hub', 1, () => ['tokenize', '--model', `hf:${hostileName}`, '--text', 'x']],
    ['a wrong flag', 2, () => ['generate', `--${hostileName}`]],
    ['a text to classify', 1, () => ['classify', '--model', tinyLlama, '--text', hostileName]],
    ['the name of a data file', 1, () => ['data', 'stats', '--data', join(folder, hostileName)]],
    ['a category', 0, () => ['data', 'stats', '--data', samples({ 'unsafety category': hostile })]],
    [
      'a field that is wrong',
      1,
      () => ['data', 'validate', samples({ question: '', [hostile]: 1, id: hostile })],
    ],
    [
      'a sample’s id',
      1,
      () => ['locate', '--model', tinyLlama, '--data', samples({ id: hostile }), '--id', 'x'],
    ],
    [
      'judged answers',
      0,
      () => ['judge', '--in', answers, '--judge', 'heuristic', '--out', join(folder, `out${hostileName}`)],
    ],
    ['an answer file’s problems', 1, () => judge(file('broken', lines({ id: hostile, [hostile]: 1 })))],
    ['an answer file that is no JSON', 1, () => judge(file('broken', `{"id": ${hostile}`))],
    ['the names of judges', 0, () => ['judge', 'agreement', '--in', verdicts('a'), verdicts('b')]],
    ['a delta that is none', 1, () => delta('no delta')],
    ['a study’s folder', 2, () => ['study', 'status', join(folder, hostileName)]],
    ['a study’s key', 2, () => ['study', 'plan', study(`"${escaped}": 1`)]],
  ];
  const judge = (path: string): string[] => [
    ...['judge', '--in', path, '--judge', 'heuristic', '--out', join(folder, 'verdicts.jsonl')],
  ];
  const delta = (content: string): string[] => [
    ...['generate', '--model', tinyLlama, '--prompt', 'x', '--delta', file('delta', content)],
  ];
  const escaped = JSON.stringify(hostile).slice(1, -1);
  const study = (text: string): string => {
    const place = mkdtempSync(join(folder, 'study-'));
    writeFileSync(join(place, 'study.yaml'), text);
    return place;
  };

  it.each(cases)('%s', async (_, code, args) => {
    for (const more of [[], ['--json']]) {
      const result = await run([...args(), ...more], colours);
      expect({ ...result, steering: steeringIn(result.stdout + result.stderr) }).toMatchObject({
        code,
        steering: [],
      });
    }
  });

  it('why a unit of a study failed', async () => {
    const place = join(folder, `failed-${colours}`);
    mkdirSync(place);
    writeStudy(place, onlyEnglish);
    const opened = await openStudy(place);
    const store = SqliteStore.open(opened.storeFile);
    const unit = opened.plan.units[0]!;
    const dataHash = unitDataHash(unit, opened);
    store.failUnit(unit.key, hostile, {
      ...{ settings: opened.settings.get('tiny')!, modelFingerprint: '', dataHash, codeVersion: '' },
      ...{ engine: 'none', device: 'none', seed: 0, batches: [], halved: false, startedAt: '', seconds: 0 },
    });
    store.close();
    const { code, stdout } = await run(['study', 'status', place], colours);
    expect({ code, steering: steeringIn(stdout) }).toEqual({ code: 0, steering: [] });
    expect(stdout).toContain('hidden');
  });

  it('the demo’s answers', () => {
    const { context, stdout } = fakeContext();
    const exchanges = demoResult.exchanges.map((exchange) => ({
      ...exchange,
      prompt: hostile,
      before: { ...exchange.before, text: hostile },
      after: { ...exchange.after, text: hostile },
    }));
    const screen = new ResultScreen({ ...context, colours: pc.createColors(colours) });
    screen.show({ ...demoResult, model: hostile, exchanges });
    expect(stdout()).toContain('hidden');
    expect(steeringIn(stdout())).toEqual([]);
  });
});

describe('progress', () => {
  it.each([true, false])('is written over by nothing that it names (terminal: %s)', (isTTY) => {
    let written = '';
    const progress = new Progress({ isTTY, columns: 200, write: (text) => (written += text) });
    progress.update({ step: `Download ${hostile}`, detail: hostile });
    progress.note(hostile);
    expect(written).toContain('hidden');
    expect(steeringIn(written)).toEqual([]);
  });
});

describe('--json', () => {
  it('holds every character all the same', async () => {
    const { stdout } = await run(
      ['judge', '--in', answers, '--judge', 'heuristic', '--out', join(folder, 'v'), '--json'],
      false,
    );
    expect(JSON.parse(stdout)).toMatchObject({ judged: 2 });
    const stats = await run(
      ['data', 'stats', '--data', samples({ 'unsafety category': hostile }), '--json'],
      false,
    );
    expect(Object.keys((JSON.parse(stats.stdout) as { categories: object }).categories)).toEqual([
      hostile.trim(),
    ]);
    expect(steeringIn(stats.stdout)).toEqual([]);
  });
});
