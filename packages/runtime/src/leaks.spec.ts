import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../test/failure.js';
import { moreFolder } from '../test/moreGoldens.js';
import { testedEngine } from '../test/testedEngines.js';
import { testedEngineNames } from '../test/testedEngines.js';
import { type CausalLM, loadCausalLM } from './index.js';

describe.each(testedEngineNames)('on %s nothing is left behind by', (engine) => {
  let alive: () => number;
  let model: CausalLM;
  beforeAll(async () => {
    const { memory } = await testedEngine(engine).then((tested) => ({ memory: () => tested.memory() }));
    alive = () => (engine === 'tensorflow' ? memory().numTensors : tf.engine().state.numTensors);
    model = await loadCausalLM(moreFolder('llama-biases'), { engine });
    await model.generate(['Hello'], { maxNewTokens: 2 });
  });
  afterAll(() => {
    model.dispose();
  });

  /** Expects as many values alive after the action as before, for all and for this model. */
  const expectNone = async (action: () => Promise<unknown>): Promise<void> => {
    const before = [alive(), model.memory().numTensors];
    await action();
    expect([alive(), model.memory().numTensors]).toEqual(before);
  };
  const prompts = ['Hello', 'What is a jar?', 'r:'];

  it('a model that was loaded and disposed of', async () => {
    await expectNone(async () => {
      const another = await loadCausalLM(moreFolder('qwen3-untied'), { engine });
      await another.generate(prompts, { maxNewTokens: 3 });
      another.dispose();
      if (engine !== 'tensorflow') expect(another.memory().numTensors).toBe(0);
    });
  });

  it('a load that was stopped', async () => {
    await expectNone(async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const onProgress = ({ fraction = 0 }): void => {
        if (fraction > 0.5) controller.abort();
      };
      const load = loadCausalLM(moreFolder('qwen3-untied'), { engine, signal, onProgress });
      expect(await failure(() => load)).toMatchObject({ code: 'aborted' });
    });
  });

  it('forward passes', async () => {
    await expectNone(() => model.forward(prompts, { hiddenStates: true, mlpOutputs: true, logits: 'all' }));
    await expectNone(() => model.forward(prompts, { logits: 'none' }));
  });

  it('answers, greedy and sampled', async () => {
    await expectNone(() => model.generate(prompts, { maxNewTokens: 70, stop: ['or'] }));
    await expectNone(() => model.generate(prompts, { maxNewTokens: 5, temperature: 1 }));
  });

  it('answers that were stopped in the middle', async () => {
    await expectNone(async () => {
      const controller = new AbortController();
      let tokens = 0;
      const onToken = (): void => {
        if (++tokens > 7) controller.abort();
      };
      const answers = model.generate(prompts, { signal: controller.signal, onToken });
      expect(await failure(() => answers)).toMatchObject({ code: 'aborted' });
    });
  });

  it('20 edits and their reverts, one of which fails', async () => {
    const ids = model.encodePrompt('What is a jar?', 'raw');
    const rows = [ids.length - 2];
    const targets = { rows, labels: [7] };
    const edit = async (round: number): Promise<void> => {
      const trainer = await model.trainDownProj(round % 4);
      const pass = trainer.cache([ids]);
      const baseLogProbs = trainer.logProbs(pass, rows);
      const step = { pass, constraint: { rows, baseLogProbs }, nllFactor: 0.1, learningRate: 1e-3 };
      await trainer.step({ ...step, targets });
      if (round === 7) await failure(() => trainer.step({ ...step, targets: { rows: [9999], labels: [7] } }));
      trainer.clamp(0.1);
      await trainer.divergence(pass, step.constraint);
      await trainer.current();
      trainer.restore();
      baseLogProbs.dispose();
      pass.dispose();
      trainer.dispose();
    };
    await edit(0);
    await expectNone(async () => {
      for (let round = 0; round < 20; round++) await edit(round);
    });
  });
});
