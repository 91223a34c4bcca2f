import type { CausalLM, EngineName } from '@msafeedit/runtime';
import { loadCausalLM } from '@msafeedit/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectLocated } from '../test/expectLocated.js';
import { fixture, strategyGolden } from '../test/goldens.js';
import type { LocatorStrategy } from './index.js';
import { LocatorError, locateToxicLayer, locatorStrategies } from './index.js';

const models: Readonly<Record<Exclude<EngineName, 'webgpu'>, readonly string[]>> = {
  tensorflow: [
    'goldens/tiny-llama',
    'goldens/tiny-llama3-rope',
    'goldens/tiny-mistral',
    'goldens/tiny-qwen2',
    'goldens/tiny-qwen3',
    'goldens/tiny-gemma2',
    'goldens/tiny-gemma3',
    'goldens/tiny-gpt2',
    'more-goldens/llama-biases',
    'more-goldens/llama-head-dim',
    'more-goldens/llama-rope-dynamic',
    'more-goldens/llama-rope-linear',
    'more-goldens/mistral-window',
    'more-goldens/phi3-longrope',
    'more-goldens/phi3-window',
    'more-goldens/phi4-mini-longrope',
    'more-goldens/qwen2-window',
  ],
  wasm: [
    'goldens/tiny-llama',
    'goldens/tiny-mistral',
    'goldens/tiny-qwen3',
    'more-goldens/gpt2-base-names',
    'more-goldens/llama-biases',
    'more-goldens/gemma2-final-cap',
  ],
  // plain JavaScript takes a minute for a long request
  cpu: ['more-goldens/llama-biases', 'more-goldens/mistral-window', 'more-goldens/qwen3-untied'],
};
const cases = Object.entries(models).flatMap(([engine, names]) =>
  names.map((name) => ({ engine: engine as EngineName, name })),
);

describe.each(cases)('the toxic layer of $name on $engine', ({ engine, name }) => {
  const golden = strategyGolden(name);
  let model: CausalLM;
  beforeAll(async () => {
    model = await loadCausalLM(fixture(name), { engine });
    return () => {
      model.dispose();
    };
  });

  for (const format of ['raw', 'chat'] as const) {
    it.each(locatorStrategies)(
      `is what torch finds by %s, ${format}`,
      { timeout: 120_000 },
      async (strategy) => {
        const { distances, layers } = golden[format];
        const found = await locateToxicLayer(model, golden.request, { strategy, format });
        expectLocated(found, { distances: distances[strategy], layer: layers[strategy] }, strategy);
      },
    );
  }
});

describe('locating', () => {
  const { request, chat } = strategyGolden('more-goldens/llama-biases');
  let model: CausalLM;
  beforeAll(async () => {
    model = await loadCausalLM(fixture('more-goldens/llama-biases'), { engine: 'tensorflow' });
    return () => {
      model.dispose();
    };
  });

  it('takes mean-token and the chat template where nothing is said', async () => {
    const { distances } = await locateToxicLayer(model, request);
    for (const [layer, distance] of chat.distances['mean-token'].entries())
      expect(distances[layer]).toBeCloseTo(distance, 4);
  });

  it('looks at the answers alone in easyedit', async () => {
    const { safe, unsafe } = request;
    const alone = await locateToxicLayer(model, { safe, unsafe }, { strategy: 'easyedit' });
    expect(await locateToxicLayer(model, request, { strategy: 'easyedit' })).toEqual(alone);
  });

  it('leaves nothing in the engine', async () => {
    await locateToxicLayer(model, request);
    const before = model.memory().numTensors;
    for (const strategy of locatorStrategies) await locateToxicLayer(model, request, { strategy });
    expect(model.memory().numTensors).toBe(before);
  });

  it('names the strategies where it is asked for another', async () => {
    const error = await failure(locateToxicLayer(model, request, { strategy: 'median' as LocatorStrategy }));
    expect(error).toMatchObject({ code: 'input', name: 'LocatorError' });
    expect(error.message).toBe(
      'There is no locator strategy "median"; there are easyedit, last-token, mean-token, relative, mlp-output.',
    );
  });

  it.each([
    ['safe', { ...request, safe: '' }],
    ['unsafe', { ...request, unsafe: ' \n' }],
  ])('says that the %s answer is empty', async (name, input) => {
    const error = await failure(locateToxicLayer(model, input));
    expect(error).toMatchObject({ code: 'input' });
    expect(error.message).toBe(`The ${name} answer is empty: the layers' difference needs both answers.`);
  });

  it.each(locatorStrategies.filter((strategy) => strategy !== 'easyedit'))(
    'says that %s needs a prompt',
    async (strategy) => {
      const { safe, unsafe } = request;
      for (const input of [
        { safe, unsafe },
        { safe, unsafe, prompt: '' },
      ]) {
        const error = await failure(locateToxicLayer(model, input, { strategy }));
        expect(error).toMatchObject({ code: 'input' });
        expect(error.message).toBe(`The strategy "${strategy}" needs the prompt that the answers belong to.`);
      }
    },
  );

  it.each(locatorStrategies)('stops on request in %s', async (strategy) => {
    const signal = AbortSignal.abort();
    await expect(locateToxicLayer(model, request, { strategy, signal })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  it('finds no layer in a model whose weights are NaN', async () => {
    const matrix = await model.readDownProj(1);
    model.writeDownProj(1, matrix.slice().fill(Number.NaN));
    try {
      for (const strategy of locatorStrategies) {
        const error = await failure(locateToxicLayer(model, request, { strategy }));
        expect(error).toMatchObject({ code: 'not-finite' });
        expect(error.message).toMatch(/^The distance in layer 1 is NaN/);
      }
    } finally {
      model.writeDownProj(1, matrix);
    }
  });
});

async function failure(promise: Promise<unknown>): Promise<LocatorError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LocatorError);
  return error as LocatorError;
}
