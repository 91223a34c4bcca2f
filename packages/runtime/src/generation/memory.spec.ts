import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { failure } from '../../test/failure.js';
import { moreFolder } from '../../test/moreGoldens.js';
import { engineFailure } from '../engines/engineFailure.js';
import type { CausalLM, GenerateOptions } from '../index.js';
import { loadCausalLM } from '../index.js';
import { DecoderRunner } from '../models/DecoderRunner.js';

const prompts = ['r:', 'Hello world', 'How do I open a jar?', 'a'.repeat(40), 'What is in it?'];

let model: CausalLM;
let numTensors: number;
beforeAll(async () => {
  model = await loadCausalLM(moreFolder('llama-biases'), { engine: 'tensorflow' });
  numTensors = model.memory().numTensors;
});
afterEach(() => {
  vi.restoreAllMocks();
  expect(model.memory().numTensors).toBe(numTensors);
});
afterAll(() => {
  model.dispose();
});

/** As TensorFlow says it. */
const outOfMemory = (): Error =>
  engineFailure(
    'The tensorflow engine',
    new Error(
      'OOM when allocating tensor with shape[45,32,1500,1500] and type float on ' +
        '/job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc\n\t [[{{node Softmax}}]]',
    ),
  );

type Prefill = Parameters<DecoderRunner['prefill']>;
type Step = Parameters<DecoderRunner['step']>;

/** Lets memory run out for more rows than `most`: when prompts are read, and at the steps after so many. Gives the spy on steps. */
function limitRows(most: number, stepsUntil = 0) {
  const { prefill, step } = DecoderRunner.prototype as unknown as {
    readonly prefill: (this: DecoderRunner, ...args: Prefill) => ReturnType<DecoderRunner['prefill']>;
    readonly step: (this: DecoderRunner, ...args: Step) => ReturnType<DecoderRunner['step']>;
  };
  vi.spyOn(DecoderRunner.prototype, 'prefill').mockImplementation(function (this: DecoderRunner, ...args) {
    if (args[2].slots > most && stepsUntil === 0) throw outOfMemory();
    return prefill.apply(this, args);
  });
  let steps = 0;
  return vi.spyOn(DecoderRunner.prototype, 'step').mockImplementation(function (
    this: DecoderRunner,
    ...args
  ) {
    if (args[0].length > most && ++steps > stepsUntil) throw outOfMemory();
    return step.apply(this, args);
  });
}

interface Told {
  readonly answers: Awaited<ReturnType<CausalLM['generate']>>;
  readonly tokens: readonly (readonly number[])[];
  readonly batches: readonly { readonly rows: number; readonly halved: boolean }[];
}

async function generate(options: GenerateOptions): Promise<Told> {
  const tokens = prompts.map((): number[] => []);
  const batches: { rows: number; halved: boolean }[] = [];
  const answers = await model.generate(prompts, {
    maxNewTokens: 24,
    ...options,
    onToken: ({ prompt, token }) => tokens[prompt]!.push(token),
    onBatch: (event) => batches.push(event),
  });
  return { answers, tokens, batches };
}

describe('where memory runs out, generate', () => {
  it.each<[string, GenerateOptions]>([
    ['greedily', {}],
    ['by a seed', { temperature: 0.8, topP: 0.9, seed: 3 }],
  ])('halves the batch and answers as otherwise, %s', async (_, options) => {
    const whole = await generate(options);
    expect(whole.batches).toEqual([{ rows: 5, halved: false }]);
    expect(whole.tokens).toEqual(whole.answers.map(({ tokens }) => tokens));

    limitRows(2);
    const halves = await generate(options);
    expect(halves.answers).toEqual(whole.answers);
    // Five don't fit, nor do three; what fits is the measure from then on, where others join too.
    const [first, second, ...others] = halves.batches;
    expect([first, second]).toEqual([
      { rows: 5, halved: false },
      { rows: 3, halved: true },
    ]);
    expect(others.length).toBeGreaterThan(1);
    expect(others.every(({ rows, halved }) => rows <= 2 && halved)).toBe(true);
  });

  it.each<[string, GenerateOptions]>([
    ['greedily', {}],
    ['by a seed', { temperature: 0.8, topP: 0.9, seed: 3 }],
  ])('goes on in the middle of answers, tells no token twice, %s', async (_, options) => {
    const whole = await generate(options);
    limitRows(2, 7);
    const halves = await generate(options);
    expect(halves.answers).toEqual(whole.answers);
    expect(halves.tokens).toEqual(whole.tokens);
    expect(halves.batches.length).toBeGreaterThan(2);
    expect(halves.batches.at(-1)!.rows).toBeLessThanOrEqual(2);
  });

  it('lets others join as answers end, whatever the lengths', async () => {
    const words = Array.from({ length: 17 }, (_, index) => 'jar '.repeat(1 + ((index * 5) % 11)).trim());
    const options: GenerateOptions = { maxNewTokens: 80, stop: ['s', 'U', 'ye', '\u0000', 'or'] };
    const whole = await model.generate(words, options);
    limitRows(3);
    const told: number[] = [];
    const batches: number[] = [];
    const joined = await model.generate(words, {
      ...options,
      onToken: ({ prompt }) => told.push(prompt),
      onBatch: ({ rows }) => batches.push(rows),
    });
    expect(joined).toEqual(whole);
    // Of three rows never all end at once: one begins in between, and is told of before an earlier one ends.
    const began = words.map((_, prompt) => told.indexOf(prompt));
    const ended = words.map((_, prompt) => told.lastIndexOf(prompt));
    const overlaps = (a: number, b: number): boolean => began[a]! < began[b]! && began[b]! < ended[a]!;
    const together = words.map((_, a) => words.filter((_word, b) => overlaps(a, b)).length);
    expect(Math.max(...together)).toBeGreaterThan(3);
    expect(batches.slice(-5).every((rows) => rows <= 3)).toBe(true);
  });

  it('says which prompt does not fit even alone', async () => {
    limitRows(0);
    const error = await failure(() => model.generate(prompts));
    expect(error.code).toBe('memory');
    expect(error.message).toMatch(/^Prompt 4 of 5 doesn't fit even alone \(\d+ tokens.*OOM when allocating/s);
    expect(error.message).toContain('fewer prompts at once');
    vi.restoreAllMocks();
    expect((await generate({})).answers).toHaveLength(5);
  });
});

it('under dynamic NTK reads what answers have already as they were made, token by token', async () => {
  // Beyond its original positions each length rotates by other frequencies.
  const dynamic = await loadCausalLM(moreFolder('llama-rope-dynamic'), { engine: 'tensorflow' });
  try {
    const questions = ['a jar? 1', 'a jar? 2', 'a jar? 3', 'a jar? 4', 'a jar? 5'];
    const options = { maxNewTokens: 120, overflow: 'extrapolate' } as const;
    const whole = await dynamic.generate(questions, options);
    limitRows(2, 70);
    const batches: number[] = [];
    const halves = await dynamic.generate(questions, {
      ...options,
      onBatch: ({ rows }) => batches.push(rows),
    });
    expect(batches.length).toBeGreaterThan(2);
    expect(halves).toEqual(whole);
  } finally {
    dynamic.dispose();
  }
}, 60_000);

describe('under longrope', () => {
  // At 64 tokens and more all keys are rotated otherwise.
  const questions = ['a jar? 1', 'a jar? 2', 'a jar? 3', 'a jar? 4', 'a jar? 5'];
  let long: CausalLM;
  beforeAll(async () => {
    long = await loadCausalLM(moreFolder('phi4-mini-longrope'), { engine: 'tensorflow' });
  });
  afterAll(() => {
    long.dispose();
  });

  it.each<[string, GenerateOptions, number]>([
    ['before all keys are read anew, greedily', {}, 20],
    ['before all keys are read anew, by a seed', { temperature: 0.8, topP: 0.9, seed: 3 }, 20],
    ['after it', {}, 70],
  ])('goes on in the middle of answers, %s', async (_, sampled, steps) => {
    const options = { maxNewTokens: 90, ...sampled };
    const whole = await long.generate(questions, options);
    for (const [index, question] of questions.entries())
      if (!options.seed) expect(await long.generate([question], options)).toEqual([whole[index]]);
    limitRows(2, steps);
    const batches: number[] = [];
    const halves = await long.generate(questions, {
      ...options,
      onBatch: ({ rows }) => batches.push(rows),
    });
    expect(batches.length).toBeGreaterThan(2);
    expect(halves).toEqual(whole);
  });

  it('lets others join, and rotates short rows as short ones however far their columns are', async () => {
    const words = Array.from({ length: 17 }, (_, index) => 'jar '.repeat(1 + ((index * 5) % 7)).trim());
    const options: GenerateOptions = { maxNewTokens: 36, stop: ['s', 'U', 'ye', 'or'] };
    const alone = [];
    for (const word of words) alone.push(...(await long.generate([word], options)));
    const { mock } = limitRows(3);
    expect(await long.generate(words, options)).toEqual(alone);
    const places = mock.calls.map(([, , place]) => place);
    expect(Math.max(...places.map(({ column, shift }) => column + shift))).toBeGreaterThan(64);
  });
});

it('with learned positions lets others join, each at its own position', async () => {
  const gpt2 = await loadCausalLM(moreFolder('gpt2-base-names'), { engine: 'tensorflow' });
  try {
    const words = Array.from({ length: 17 }, (_, index) => 'jar '.repeat(1 + ((index * 5) % 7)).trim());
    const options = { maxNewTokens: 36, temperature: 1, seed: 3, stop: ['s', 'e', 'a', 'o'] };
    const whole = await gpt2.generate(words, options);
    const { mock } = limitRows(3);
    expect(await gpt2.generate(words, options)).toEqual(whole);
    const columns = mock.calls.map(([, , { column, shift }]) => column + shift);
    const longest = Math.max(...whole.map(({ tokens }) => tokens.length));
    expect(Math.max(...columns)).toBeGreaterThan(8 + longest); // than any row is long
  } finally {
    gpt2.dispose();
  }
});

describe('an engine’s error', () => {
  it.each([
    // TensorFlow 2.21 under TF_MKL_ALLOC_MAX_BYTES, through tfjs-node's addon
    'Session fail to run with error: OOM when allocating tensor with shape[200,2,368,184] and type float on ' +
      '/job:localhost/replica:0/task:0/device:CPU:0 by allocator mklcpu\n\t [[{{node n276}}]]\nHint: If you want',
    'RESOURCE_EXHAUSTED: failed to allocate',
    'CUDA_ERROR_OUT_OF_MEMORY: out of memory',
    'std::bad_alloc',
    'Array buffer allocation failed',
  ])('that says "%s" is one of memory', (message) => {
    expect(engineFailure('The x engine', new Error(message))).toMatchObject({ code: 'memory' });
  });

  it('of another kind is the engine’s', () => {
    expect(engineFailure('The x engine', new Error('Matrix size-incompatible\nmore'))).toMatchObject({
      code: 'engine',
      message: 'The x engine failed: Matrix size-incompatible',
    });
  });
});
