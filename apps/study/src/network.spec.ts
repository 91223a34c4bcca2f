import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runBin } from '../test/runBin.js';
import { onlyEnglish, writeStudy } from '../test/smallStudy.js';
import { golden, tinyLlama } from '../test/tinyLlama.js';

const preload = fileURLToPath(new URL('../test/refuseNetwork.mjs', import.meta.url));
const classifier = fileURLToPath(
  new URL('../../../packages/runtime/test/fixtures/goldens/tiny-roberta-classifier', import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), 'msafeedit-network-'));
const file = (name: string): string => join(folder, name);
const log = file('network.log');
const tiny = ['--model', tinyLlama, '--engine', 'tensorflow'];
const data = ['--data', file('data.json'), '--id', '0'];

beforeEach(() => {
  rmSync(log, { force: true });
  vi.stubEnv('NETWORK_LOG', log);
  vi.stubEnv('NODE_OPTIONS', `--import=${pathToFileURL(preload).href}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const attempts = (): string => (existsSync(log) ? readFileSync(log, 'utf8') : '');

writeFileSync(file('data.json'), JSON.stringify(golden.sample));
const answer = {
  id: 'a',
  question: 'How?',
  prompt: 'Tell me: how?',
  answer: 'I can’t help with that.',
  language: 'en',
};
writeFileSync(file('answers.jsonl'), `${JSON.stringify(answer)}\n`);
writeStudy(folder, onlyEnglish);

describe('without a network, and asking for none', () => {
  // In this order: some read what those before them wrote.
  it.each([
    ['--help'],
    ['doctor', '--json'],
    ['tokenize', '--model', tinyLlama, '--text', 'x'],
    ['generate', ...tiny, '--prompt', 'x', '--format', 'raw', '--max-new-tokens', '2'],
    ['locate', ...tiny, ...data],
    ['edit', ...tiny, ...data, '--layer', '1', '--steps', '1', '--out', file('delta.safetensors')],
    ['export', '--model', tinyLlama, '--delta', file('delta.safetensors'), '--out', file('edited')],
    ['classify', '--model', classifier, '--text', 'x', '--engine', 'wasm'],
    ['data', 'stats', '--data', 'mini'],
    ['data', 'check', '--source', 'mini', '--data', 'mini-es'],
    ['judge', '--judge', 'heuristic', '--in', file('answers.jsonl'), '--out', file('verdicts.jsonl')],
    ['study', 'plan', folder],
    ['study', 'run', folder],
    ['study', 'judge', folder],
    ['study', 'status', folder],
    ['study', 'export', folder, '--out', file('export')],
    ['report', folder, '--out', file('report')],
  ])('msafeedit %s', async (...args) => {
    const { code, stderr } = await runBin(args);
    expect(attempts()).toBe('');
    // What doctor finds missing on this machine is none of this test's business.
    if (args[0] !== 'doctor')
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('is told from asking for one', async () => {
    vi.stubEnv('HF_HOME', file('hub'));
    vi.stubEnv('HF_ENDPOINT', 'https://hub.example.invalid');
    const { code } = await runBin(['tokenize', '--model', 'hf:tiny/llama', '--text', 'x']);
    expect(code).toBe(1);
    expect(attempts()).toContain('hub.example.invalid');
  });
});
