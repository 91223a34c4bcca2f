import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fakeContext } from '../../test/fakeContext.js';
import { runBin } from '../../test/runBin.js';
import { tinyLlama } from '../../test/tinyLlama.js';
import { runCli } from '../runCli.js';

/** A random classifier, with the logits that transformers computed with it. */
const classifier = fileURLToPath(
  new URL('../../../../packages/runtime/test/fixtures/goldens/tiny-roberta-classifier', import.meta.url),
);
const golden = JSON.parse(readFileSync(`${classifier}/golden/golden.json`, 'utf8')) as {
  readonly texts: readonly string[];
  readonly logits: readonly (readonly number[])[];
};
// wasm needs no set-up, and is quick with a model as small as this one
const engine = ['--engine', 'wasm'];
const model = ['--model', classifier, ...engine];

/** The verb in this process. */
async function run(...args: string[]) {
  const { context, stdout, stderr } = fakeContext();
  const code = await runCli(['classify', ...args], context, false);
  return { code, stdout: stdout(), stderr: stderr() };
}

describe('msafeedit classify', () => {
  it('gives the logits of transformers, as one JSON document, in the order of the texts', async () => {
    const texts = golden.texts.map((text) => `--text=${text}`);
    const { code, stdout, stderr } = await runBin([
      'classify',
      ...model,
      ...texts,
      '--max-length',
      '128',
      '--json',
    ]);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(
      golden.texts.map((text, row) => ({
        text,
        logits: golden.logits[row]!.map((logit) => expect.closeTo(logit, 4) as unknown),
        label: 'LABEL_1',
      })),
    );
  });

  it('shows people a line for each text', async () => {
    const { code, stdout } = await run(...model, '--text', 'No.', 'I can’t\nhelp with that.');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^LABEL_1 {2}\[-1\.485, -0\.217\] {2}No\.\nLABEL_\d {2}\[.*\] {2}I can’t help with that\.\n$/,
    );
  });

  it('has a help with examples', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples:\n {2}\$ npx msafeedit classify/);
  });

  it.each([
    [['--text', 'x'], "required option '--model <folder>' not specified"],
    [model, "required option '--text <text...>' not specified"],
    [[...model, '--text', 'x', '--max-length', '1'], 'It must be at least 2.'],
    [
      [...model, '--text', 'x', '--max-lenght', '9'],
      "unknown option '--max-lenght' (Did you mean --max-length?)",
    ],
  ])('calls %j a wrong usage', async (args, says) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
  });

  it('says that a causal model is none, and generate that a classifier is no causal model', async () => {
    const refused = await run('--model', tinyLlama, ...engine, '--text', 'x');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('(LlamaForCausalLM) is a causal language model');

    const { context, stderr } = fakeContext();
    expect(await runCli(['generate', ...model, '--prompt', 'x'], context, false)).toBe(1);
    expect(stderr()).toContain('(RobertaForSequenceClassification) is a classifier of texts');
    expect(stderr()).toContain('msafeedit classify');
  });

  it('is interrupted by its signal', async () => {
    const { context, abort, stdout } = fakeContext();
    abort.abort();
    expect(await runCli(['classify', ...model, '--text', 'x'], context, false)).toBe(130);
    expect(stdout()).toBe('');
  });
});
