import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { miniRecords } from '@msafeedit/dataset';
import { afterAll, describe, expect, it } from 'vitest';
import { fakeContext } from '../test/fakeContext.js';
import { runCli } from './runCli.js';

const folder = mkdtempSync(join(tmpdir(), 'msafeedit-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]) {
  const { context, stdout, stderr } = fakeContext();
  const code = await runCli(args, context, false);
  return { code, stdout: stdout(), stderr: stderr() };
}

const generate = ['generate', '--model', folder, '--prompt', 'x'];
const edit = [
  'edit',
  '--model',
  folder,
  '--data',
  'mini',
  '--id',
  '0',
  '--out',
  join(folder, 'd.safetensors'),
];

describe('runCli', () => {
  it.each([
    [['generat'], "unknown command 'generat' (Did you mean generate?)"],
    [
      [...generate, '--max-new-token', '3'],
      "unknown option '--max-new-token' (Did you mean --max-new-tokens?)",
    ],
    [['generate', '--modle', 'x', '--prompt', 'x'], "unknown option '--modle' (Did you mean --model?)"],
    [['study', 'plan', '--shrad', '1/2'], "unknown option '--shrad' (Did you mean --shard?)"],
    [
      ['data', 'sample', '--data=mini', '--out', 'x', '--siez=3'],
      "unknown option '--siez' (Did you mean --size?)",
    ],
    [['generate', '--prompt', 'x'], "required option '--model <model>' not specified"],
    [['generate', '--model', 'x'], "required option '--prompt <prompt...>' not specified"],
    [['generate', '--model'], "option '--model <model>' argument missing"],
    [
      [...generate, '--max-new-tokens', 'ten'],
      "option '--max-new-tokens <n>' argument 'ten' is invalid. \"ten\" is not a whole number.",
    ],
    [
      [...generate, '--max-new-tokens', '0'],
      "option '--max-new-tokens <n>' argument '0' is invalid. It must be at least 1.",
    ],
    [
      [...generate, '--format', 'cat'],
      "option '--format <format>' argument 'cat' is invalid. Did you mean chat? It must be one of raw, chat.",
    ],
    [
      ['generate', '--model', folder, '--prompt', ''],
      "option '--prompt <prompt...>' argument '' is invalid. It is empty.",
    ],
    [
      [...generate, '--engine', 'tensorflw'],
      "option '--engine <engine>' argument 'tensorflw' is invalid. Did you mean tensorflow? It must be one of auto, tensorflow, webgpu, wasm, cpu.",
    ],
    [
      ['locate', '--model', folder, '--data', 'mini', '--strategy', 'easy'],
      "option '--strategy <strategy>' argument 'easy' is invalid. Did you mean easyedit? It must be one of easyedit, last-token, mean-token, relative, mlp-output.",
    ],
    [
      ['edit', '--model', folder, '--data', 'mini', '--id', '0'],
      "required option '--out <file>' not specified",
    ],
    [
      [...edit, '--mode', 'papr'],
      "option '--mode <mode>' argument 'papr' is invalid. Did you mean paper? It must be one of paper, easyedit.",
    ],
    [[...edit, '--lr', '-1'], "option '--lr <x>' argument '-1' is invalid. It must be larger than 0."],
    [
      [...edit, '--layer', 'first'],
      "option '--layer <layer>' argument 'first' is invalid. It must be a layer’s number or locate.",
    ],
    [
      [...edit, '--preset', 'smollm'],
      "option '--preset <preset>' argument 'smollm' is invalid. Did you mean smollm2-135m? It must be one of llama2-7b-chat, mistral-7b, gpt2-xl, smollm2-135m.",
    ],
    [
      [...edit, '--mode', 'easyedit', '--format', 'chat'],
      '--mode easyedit takes --format raw only: EasyEdit knows no chat template.',
    ],
    [
      ['setup', 'tensorflov'],
      "command-argument value 'tensorflov' is invalid for argument 'part'. Did you mean tensorflow? It must be one of tensorflow, model, all, gemma3-270m.",
    ],
    [['setup', 'model', '--accept-gemma-terms'], '--accept-gemma-terms goes with gemma3-270m.'],
    [['doctor', 'me'], "too many arguments for 'doctor'. Expected 0 arguments but got 1."],
  ])('%j is a wrong usage', async (args, message) => {
    expect(await run(...args)).toEqual({ code: 2, stdout: '', stderr: `error: ${message}\n` });
  });

  it('shows its help on standard error where no command is given', async () => {
    const { code, stdout, stderr } = await run();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: msafeedit');
  });

  it('says in its help which options must be given, and what stands for others', async () => {
    const { stdout } = await run('edit', '--help');
    const words = stdout.replace(/\s+/g, ' ');
    expect(words).toContain('--id <id> the sample (required)');
    expect(words).toMatch(/--format <format> raw: [^-]*\(default: chat where the model has a template;/);
  });

  it('puts variables before its name in examples, as a shell wants them', async () => {
    const { stdout } = await run('worker', '--help');
    expect(stdout).toContain('  $ MSAFEEDIT_DEVICE=gpu:1 npx msafeedit worker my-study ');
  });

  it.each(['demo', 'generate', 'locate', 'edit', 'tokenize', 'data', 'study', 'setup', 'doctor'])(
    '%s --help has examples',
    async (verb) => {
      const { code, stdout, stderr } = await run(verb, '--help');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`Usage: msafeedit ${verb}`);
      expect(stdout).toMatch(new RegExp(`Examples:\\n  \\$ npx msafeedit ${verb}`));
    },
  );

  it('prints its version', async () => {
    expect(await run('--version')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
  });

  it('names an unknown id, and the ids there are', async () => {
    const message =
      'error: mini: no sample has the id 77; its ids are 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11.\n';
    expect(await run(...edit, '--id', '77')).toEqual({ code: 1, stdout: '', stderr: message });
    expect(await run('locate', '--model', folder, '--data', 'mini', '--id', '77')).toMatchObject({
      code: 1,
      stderr: message,
    });
    expect(await run('demo', '--sample', '77')).toMatchObject({ code: 1, stderr: message });
  });

  it('says why no study can be begun in a place', async () => {
    const file = join(folder, 'no-folder');
    writeFileSync(file, '');
    expect(await run('study', 'init', file)).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: Can't write ${join(file, 'study.yaml')}: ${file} is no folder.\n`,
    });
  });

  it('names a malformed record and its field', async () => {
    const file = join(folder, 'data.json');
    writeFileSync(file, JSON.stringify([miniRecords.en[0], { ...miniRecords.en[1], question: '' }]));
    expect(await run(...edit, '--data', file)).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: ${file}: record 1 (id 1): "question" is empty.\n`,
    });
  });

  it('refuses an unwritable output before it loads a model', async () => {
    const out = join(folder, 'none', 'd.safetensors');
    expect(await run(...edit, '--out', out)).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: Can't write ${out}: there is no folder ${join(folder, 'none')}.\n`,
    });
  });

  it('says that a model is not there, or is named wrongly', async () => {
    expect(await run('generate', '--model', 'smollm2-135', '--prompt', 'x')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'error: There is no model smollm2-135: neither a folder nor a .gguf file nor hf:owner/name (did you mean smollm2-135m?).\n',
    });
    expect(await run('tokenize', '--model', 'owner/name', '--text', 'x')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('(did you mean hf:owner/name?)') as string,
    });
    expect(await run('tokenize', '--model', 'folder/model.gguf', '--text', 'x')).toMatchObject({
      stderr: expect.not.stringContaining('did you mean') as string,
    });
    expect(await run('tokenize', '--model', 'hf:a/b/c', '--text', 'x')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'error: hf:a/b/c: this is no model on the hub; write hf:owner/name, or hf:owner/name@revision.\n',
    });
  });

  it('is interrupted by its signal', async () => {
    const { context, abort, stderr } = fakeContext();
    abort.abort();
    expect(await runCli(['tokenize', '--model', 'none', '--text', 'x'], context, false)).toBe(130);
    expect(stderr()).toBe('Stopped.\n');
  });
});
