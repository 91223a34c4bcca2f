import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeptResults } from '@msafeedit/services';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { filesOf, LoopbackHub } from '../../../packages/runtime/test/hub/LoopbackHub.js';
import { fakeContext } from '../test/fakeContext.js';
import { fillStore } from '../test/madeUpStudy.js';
import { runBin } from '../test/runBin.js';
import { onlyEnglish, smokeStudy, writeStudy } from '../test/smallStudy.js';
import { golden, tinyLlama } from '../test/tinyLlama.js';
import { runCli } from './runCli.js';
import { SqliteStore } from './study/store/SqliteStore.js';
import { openStudy } from './study/Study.js';

const folder = mkdtempSync(join(tmpdir(), 'msafeedit-permissions-'));
const file = (name: string): string => join(folder, name);
const answer = {
  id: 'a',
  question: 'How?',
  prompt: 'Tell me: how?',
  answer: 'I can’t help with that.',
  language: 'en',
};
writeFileSync(file('answers.jsonl'), `${JSON.stringify(answer)}\n`);
writeFileSync(file('data.json'), JSON.stringify(golden.sample));
const edit = ['edit', '--model', tinyLlama, '--engine', 'wasm', '--data', file('data.json'), '--id', '0'];

const usersUmask = process.umask(0o022);
process.umask(usersUmask);
afterEach(() => {
  process.umask(usersUmask);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const { context, stderr } = fakeContext();
  const code = await runCli(args, { ...context, env, folder }, false);
  expect({ code, stderr: code === 0 ? '' : stderr() }).toEqual({ code: 0, stderr: '' });
}

/** Everything below a path with its permissions. */
function modesBelow(path: string): Record<string, string> {
  const names = (readdirSync(path, { recursive: true }) as string[]).map((name) => join(path, name));
  return Object.fromEntries(
    [path, ...names].map((name) => [name, (statSync(name).mode & 0o777).toString(8)]),
  );
}

describe.runIf(process.platform !== 'win32')('what is written', () => {
  it.each([
    [0o022, 0o644, 0o755],
    [0o077, 0o600, 0o700],
  ])('has the permissions that the umask %o leaves', async (umask, fileMode, folderMode) => {
    process.umask(umask);
    const hub = await new LoopbackHub().start();
    try {
      const place = mkdtempSync(file('made-'));
      const made = (name: string): string => join(place, 'all', name);
      await run(['study', 'init', made('study'), '--preset', 'smoke']);
      writeStudy(made('study'), onlyEnglish);
      const study = await openStudy(made('study'));
      const store = SqliteStore.open(study.storeFile);
      fillStore(study, store, { judges: ['Ada'] });
      store.close();
      await run(['study', 'judge', made('study')]);
      await run(['study', 'export', made('study'), '--out', made('export')]);
      await run(['report', made('study'), '--out', made('report')]);
      await run([
        'judge',
        '--judge',
        'heuristic',
        '--in',
        file('answers.jsonl'),
        '--out',
        made('verdicts.jsonl'),
      ]);
      const kept = await KeptResults.open(
        made('kept/verdicts.store.jsonl'),
        (value) => typeof value === 'string',
      );
      await kept.put([['key', 'value']]);
      await kept.close();
      await run([...edit, '--layer', '1', '--steps', '1', '--out', made('delta.safetensors')]);
      const exported = [
        'export',
        '--model',
        tinyLlama,
        '--delta',
        made('delta.safetensors'),
        '--out',
        made('edited'),
      ];
      await run(exported);
      hub.models.set('tiny/llama', { files: filesOf(tinyLlama) });
      const env = { HF_ENDPOINT: hub.endpoint, HF_HOME: made('hub') };
      await run(['tokenize', '--model', 'hf:tiny/llama', '--text', 'x'], env);

      const modes = modesBelow(join(place, 'all'));
      expect(Object.keys(modes).length).toBeGreaterThan(50);
      const others = Object.entries(modes).filter(
        ([name, mode]) => mode !== (statSync(name).isDirectory() ? folderMode : fileMode).toString(8),
      );
      expect(others).toEqual([]);
    } finally {
      await hub.stop();
    }
  });
});

describe('temporary files', () => {
  let temporary: string;
  beforeAll(() => {
    temporary = file('tmp');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const generate = [
    'generate',
    '--model',
    tinyLlama,
    '--engine',
    'tensorflow',
    '--format',
    'raw',
    '--prompt',
    'x',
  ];
  const longStudy = [...smokeStudy, ['steps: 2', 'steps: 500']] as const;
  const study = (replacements: typeof onlyEnglish = onlyEnglish): string => {
    const place = mkdtempSync(file('study-'));
    writeStudy(place, replacements);
    return place;
  };
  const never = /(?!)/;
  const cases: readonly (readonly [
    what: string,
    code: number,
    args: () => readonly string[],
    until: RegExp,
  ])[] = [
    ['is done', 0, () => [...generate, '--max-new-tokens', '2'], never],
    ['fails', 1, () => [...generate.slice(0, -1), 'long '.repeat(5000), '--overflow', 'error'], never],
    ['is interrupted', 130, () => [...generate, '--max-new-tokens', '100000'], /Model .*engine/],
    ['is interrupted in a study', 130, () => ['study', 'run', study(longStudy)], /Study/],
    ['reports on nothing', 1, () => ['report', study(), '--out', file('no-report')], never],
    ['runs a program that fails', 1, () => translate('false'), never],
    ['runs a program', 0, () => translate('cat'), never],
  ];
  const translate = (command: string): string[] => [
    ...['translate', '--data', file('data.json'), '--languages', 'es', '--translator', 'command'],
    ...['--command', command, '--out', file('translated'), '--cache', file('translations')],
  ];

  it.each(cases)('are gone once a command %s', async (_, code, args, until) => {
    temporary = mkdtempSync(file('tmp-'));
    vi.stubEnv('TMPDIR', temporary);
    const result = await runBin(args(), (stderr, interrupt) => {
      if (until.test(stderr)) interrupt();
    });
    expect({ code: result.code, left: readdirSync(temporary), stderr: result.stderr }).toMatchObject({
      code,
      left: [],
    });
  });
});
