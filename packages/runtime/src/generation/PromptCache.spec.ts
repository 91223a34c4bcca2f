import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { moreFolder } from '../../test/moreGoldens.js';
import type { Answer, CausalLM, CausalLMOptions } from '../index.js';
import { loadCausalLM, RuntimeError } from '../index.js';
import { DecoderRunner } from '../models/DecoderRunner.js';
import type { PromptCache } from './PromptCache.js';

const prompts = ['r:', 'Hello world', 'How do I open a jar?', 'a'.repeat(40), 'What is in it?'];

describe.each<CausalLMOptions>([
  { engine: 'tensorflow' },
  { engine: 'tensorflow', dtype: 'bfloat16' },
  { engine: 'wasm' },
])('with %j answers after edits', (options) => {
  let model: CausalLM;
  let originals: Float32Array[];
  let numTensors: number;
  beforeAll(async () => {
    model = await loadCausalLM(moreFolder('llama-biases'), options);
    originals = await Promise.all(
      Array.from({ length: model.config.layers }, (_, layer) => model.readDownProj(layer)),
    );
    numTensors = model.memory().numTensors;
  });
  afterEach(() => {
    vi.restoreAllMocks();
    restore();
    expect(model.memory().numTensors).toBe(numTensors);
  });
  afterAll(() => {
    model.dispose();
  });

  /** Edits a layer by a factor. */
  const edit = (layer: number, factor: number): void => {
    model.writeDownProj(
      layer,
      originals[layer]!.map((value) => value * factor),
    );
  };
  const restore = (): void => {
    originals.forEach((values, layer) => {
      model.writeDownProj(layer, values);
    });
  };
  const answer = (promptCache?: PromptCache): Promise<Answer[]> =>
    model.generate(prompts, { maxNewTokens: 24, ...(promptCache && { promptCache }) });

  /** What the passes over prompts were fed instead of computing it: the layers whose residual stream was known. */
  function watchPasses(): (number | undefined)[] {
    const starts: (number | undefined)[] = [];
    const { prefill } = DecoderRunner.prototype as unknown as {
      readonly prefill: (
        this: DecoderRunner,
        ...args: Parameters<DecoderRunner['prefill']>
      ) => ReturnType<DecoderRunner['prefill']>;
    };
    vi.spyOn(DecoderRunner.prototype, 'prefill').mockImplementation(function (this: DecoderRunner, ...args) {
      const fed = Object.keys(args[4] ?? {}).find((name) => name.startsWith('residual.'));
      starts.push(fed === undefined ? undefined : Number(fed.slice('residual.'.length)));
      return prefill.apply(this, args);
    });
    return starts;
  }

  it('are the same with what earlier ones have kept, from the edited layer on', async () => {
    const [low, high] = [1, model.config.layers - 1];
    const edits = [
      [high, 1.5],
      [high, -2],
      [low, 3],
      [low, -1.5],
      [high, 0.2],
    ] as const;
    const expected: Answer[][] = [];
    for (const [layer, factor] of edits) {
      edit(layer, factor);
      expected.push(await answer());
      restore();
    }
    expect(new Set(expected.map((answers) => JSON.stringify(answers))).size).toBeGreaterThan(3);

    using cache = model.createPromptCache();
    const starts = watchPasses();
    const fedInEdit: unknown[] = [];
    for (const [index, [layer, factor]] of edits.entries()) {
      edit(layer, factor);
      expect(await answer(cache)).toEqual(expected[index]);
      restore();
      fedInEdit.push(...new Set(starts.splice(0)));
    }
    expect(fedInEdit).toEqual([undefined, high, undefined, low, high]);
    expect(cache.bytes).toBeGreaterThan(0);
  });

  it('are the same where a lower layer has changed too, and where nothing is edited', async () => {
    using cache = model.createPromptCache();
    const unedited = await answer();
    edit(2, 1.5);
    await answer(cache);
    edit(0, 2);
    const both = await answer();
    const starts = watchPasses();
    expect(await answer(cache)).toEqual(both);
    restore();
    expect(await answer(cache)).toEqual(unedited);
    expect([...new Set(starts)]).toEqual([undefined, 2]);
  });

  it('are the same where memory runs out: then what is kept goes first', async () => {
    const runOutOnce = () =>
      vi.spyOn(DecoderRunner.prototype, 'prefill').mockImplementationOnce(() => {
        throw new RuntimeError('memory', 'OOM when allocating');
      });
    using cache = model.createPromptCache();
    edit(2, 1.5);
    await answer(cache);
    expect(cache.bytes).toBeGreaterThan(0);
    runOutOnce();
    const halved = await answer();
    const prefill = runOutOnce();
    const clear = vi.spyOn(cache, 'clear');
    prefill.mockClear();
    expect(await answer(cache)).toEqual(halved);
    expect(clear).toHaveBeenCalledOnce();
    expect(prefill.mock.calls.length).toBeGreaterThan(1);
  });

  it('are the same where nothing may be kept', async () => {
    using cache = model.createPromptCache(0);
    edit(2, 1.5);
    const expected = await answer();
    const prefill = vi.spyOn(DecoderRunner.prototype, 'prefill');
    expect(await answer(cache)).toEqual(expected);
    expect(await answer(cache)).toEqual(expected);
    expect(cache.bytes).toBe(0);
    // Nor is anything fetched from the engine to be kept.
    expect(prefill.mock.calls.every(([, , , outputs]) => outputs.length === 1)).toBe(true);
  });

  it('are the same after an edit that was trained and taken back', async () => {
    using cache = model.createPromptCache();
    edit(2, 1.5);
    const expected = await answer(cache);
    restore();
    const trainer = await model.trainDownProj(1);
    const pass = trainer.cache([[1, 5, 9, 13]]);
    const targets = { rows: [1, 2], labels: [7, 8] };
    await trainer.step({ pass, targets, nllFactor: 1, learningRate: 0.05 });
    edit(2, 1.5);
    const trained = await answer();
    expect(await answer(cache)).toEqual(trained);
    pass.dispose();
    trainer.restore();
    trainer.dispose();
    const starts = watchPasses();
    expect(await answer(cache)).toEqual(expected);
    expect([...new Set(starts)]).toEqual([2]);
  });
});
