import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { filesOf, LoopbackHub } from '../../../packages/runtime/test/hub/LoopbackHub.js';
import { fakeContext } from '../test/fakeContext.js';
import { runBin } from '../test/runBin.js';
import { golden, tinyLlama } from '../test/tinyLlama.js';
import { runCli } from './runCli.js';

const classifier = fileURLToPath(
  new URL('../../../packages/runtime/test/fixtures/goldens/tiny-roberta-classifier', import.meta.url),
);

let hub: LoopbackHub;
let home: string;

beforeEach(async () => {
  hub = await new LoopbackHub().start();
  hub.models.set('tiny/llama', { files: filesOf(tinyLlama) });
  hub.models.set('tiny/classifier', { files: filesOf(classifier) });
  home = mkdtempSync(join(tmpdir(), 'msafeedit-hub-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await hub.stop();
  rmSync(home, { recursive: true });
});

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const { context, stdout, stderr } = fakeContext();
  const all = { HF_ENDPOINT: hub.endpoint, HF_HOME: home, ...env };
  const code = await runCli(args, { ...context, env: all, folder: home }, false);
  return { code, stdout: stdout(), stderr: stderr() };
}

const ids = (): number[] =>
  golden.input_ids[0]!.filter((_, position) => golden.attention_mask[0]![position] === 1);
const tokenize = ['tokenize', '--model', 'hf:tiny/llama', '--text', golden.prompts[0]!];

describe('a model of the hub', () => {
  it('generates the tokens of transformers, in a process of its own', async () => {
    vi.stubEnv('HF_ENDPOINT', hub.endpoint);
    vi.stubEnv('HF_HOME', home);
    const args = ['--max-new-tokens', '24', '--format', 'raw', '--engine', 'wasm', '--json'];
    const generate = ['generate', '--model', 'hf:tiny/llama', '--prompt', ...golden.prompts, ...args];
    const { code, stdout, stderr } = await runBin(generate);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    const answers = JSON.parse(stdout) as { tokens: number[] }[];
    expect(answers.map(({ tokens }) => tokens)).toEqual(golden.greedy_new_tokens);
    expect(stderr).toContain('Model hf:tiny/llama (llama, 5 layers)');

    hub.requests.length = 0;
    vi.stubEnv('HF_HUB_OFFLINE', '1');
    expect((await runBin(generate)).stdout).toBe(stdout);
    expect(hub.requests).toEqual([]);
  });

  it('is tokenized for without its weights', async () => {
    const { code, stdout } = await run([...tokenize, '--json']);
    expect({ code, ids: (JSON.parse(stdout) as { ids: number[] }).ids }).toEqual({ code: 0, ids: ids() });
    expect(hub.sent('.safetensors')).toBe(0);
  });

  it('is had with the token in .env, which no output holds', async () => {
    const token = 'hf_aSecretThatNobodyMayRead';
    hub.models.set('tiny/llama', { files: filesOf(tinyLlama), token });
    const refused = await run(tokenize);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('set HF_TOKEN') as string });
    writeFileSync(join(home, '.env'), `HF_TOKEN=${token}\n`);
    const { code, stdout, stderr } = await run(tokenize);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${ids().join(' ')}\n` });
    expect(stderr).not.toContain(token);
  });

  it('that is not there is told in one line', async () => {
    expect(await run(['tokenize', '--model', 'hf:tiny/lama', '--text', 'x'])).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: hf:tiny/lama: there is no such model on ${hub.endpoint}, or it is private: check its name, or set HF_TOKEN.\n`,
    });
  });

  it('that is not in the cache is told offline', async () => {
    const { code, stderr } = await run(tokenize, { HF_HUB_OFFLINE: '1' });
    expect(code).toBe(1);
    expect(stderr).toContain('hf:tiny/llama is not whole in the cache');
  });

  it('is located in, edited and exported', async () => {
    const data = join(home, 'data.json');
    writeFileSync(data, JSON.stringify(golden.sample));
    const sample = ['--model', 'hf:tiny/llama', '--engine', 'wasm', '--data', data, '--id', '0', '--json'];
    const located = await run(['locate', ...sample, '--strategy', 'easyedit']);
    expect(JSON.parse(located.stdout)).toMatchObject([{ layer: golden.easyedit.toxic_layer }]);
    const delta = join(home, 'delta.safetensors');
    const edited = await run(['edit', ...sample, '--layer', '1', '--steps', '1', '--out', delta]);
    expect(edited).toMatchObject({ code: 0 });
    const out = join(home, 'edited');
    const exported = await run([
      'export',
      '--model',
      'hf:tiny/llama',
      '--delta',
      delta,
      '--out',
      out,
      '--json',
    ]);
    expect(exported).toMatchObject({ code: 0 });
    expect(readFileSync(join(out, 'config.json'))).toEqual(readFileSync(join(tinyLlama, 'config.json')));
  });

  it('judges as a RoBERTa', async () => {
    const answers = join(home, 'answers.jsonl');
    const row = {
      id: 0,
      question: 'What?',
      prompt: 'What?',
      language: 'en',
      answer: 'I can’t help with that.',
    };
    writeFileSync(answers, JSON.stringify(row));
    const judge = ['judge', '--judge', 'roberta', '--in', answers, '--engine', 'wasm', '--json'];
    const from = async (model: string, out: string) => {
      const file = join(home, out);
      const { code } = await run([...judge, '--model', model, '--out', file]);
      expect(code).toBe(0);
      return readFileSync(file, 'utf8');
    };
    expect(await from('hf:tiny/classifier', 'hub.jsonl')).toBe(await from(classifier, 'folder.jsonl'));
    expect(existsSync(join(home, 'hub', 'models--tiny--classifier', 'refs', 'main'))).toBe(true);
  });
});
