import type { CausalLM } from '@msafeedit/runtime';
import { loadCausalLM } from '@msafeedit/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { leavesUntouched } from '../test/leavesUntouched.js';
import { matrixDigests } from '../test/matrixDigests.js';
import { fixture } from '../test/goldens.js';
import { shortRequest } from '../test/shortRequest.js';
import type { DinmOptions, EditRequest } from './index.js';
import { dinm, DinmError } from './index.js';

const modes = ['paper', 'easyedit'] as const;

let model: CausalLM;
beforeAll(async () => {
  model = await loadCausalLM(fixture('goldens/tiny-llama'), { engine: 'tensorflow' });
  return () => {
    model.dispose();
  };
});
leavesUntouched(() => model);

async function failure(options: DinmOptions, request: EditRequest = shortRequest): Promise<DinmError> {
  const error: unknown = await dinm(model, request, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DinmError);
  return error as DinmError;
}

describe('the layer', () => {
  it.each([
    [-1, 4],
    [-2, 3],
    [-5, 0],
    [0, 0],
    [4, 4],
  ])('%i is layer %i of five', async (layer, index) => {
    const delta = await dinm(model, shortRequest, { layer, steps: 1 });
    expect(delta).toMatchObject({
      layer: index,
      parameter: `model.layers.${index}.mlp.down_proj.weight`,
      settings: { layer: index },
    });
    expect(delta.norm).toBeGreaterThan(0);
  });

  it.each([5, -6, 1000])('%i is not there', async (layer) => {
    const error = await failure({ layer });
    expect(error.code).toBe('input');
    expect(error.message).toBe(`There is no layer ${layer}: this model's layers are 0 to 4 (or -1 to -5).`);
  });

  it('is located where no layer is given, by the strategy that is asked for', async () => {
    const { locateToxicLayer } = await import('@msafeedit/locator');
    for (const strategy of ['easyedit', 'last-token', 'relative'] as const) {
      const { layer } = await locateToxicLayer(model, shortRequest, { strategy });
      expect((await dinm(model, shortRequest, { strategy, steps: 1 })).layer).toBe(layer);
    }
  });
});

describe('a request', () => {
  it.each<[string, EditRequest]>([
    ['prompt', { ...shortRequest, prompt: '' }],
    ['safe', { ...shortRequest, safe: ' ' }],
    ['unsafe', { ...shortRequest, unsafe: '\n' }],
    ['constraint.prompt', { ...shortRequest, constraint: { ...shortRequest.constraint, prompt: '' } }],
    ['constraint.answer', { ...shortRequest, constraint: { ...shortRequest.constraint, answer: '' } }],
  ])('needs its %s', async (name, request) => {
    const error = await failure({}, request);
    expect(error.code).toBe('input');
    expect(error.message).toBe(`The edit's request has no ${name}: fill in every text.`);
  });

  it('is told of all that it lacks', async () => {
    const { message } = await failure({}, { ...shortRequest, prompt: '', safe: '' });
    expect(message).toBe("The edit's request has no prompt, no safe: fill in every text.");
  });
});

describe.each(modes)('an edit in mode %s', (mode) => {
  const options: DinmOptions = { mode, layer: 2, learningRate: 1e-2, steps: 4 };

  it('tells of each step as the delta does', async () => {
    const events: unknown[] = [];
    const delta = await dinm(model, shortRequest, {
      ...options,
      onStep: (event) => {
        events.push(event);
      },
    });
    expect(events).toEqual(delta.losses.map((loss, index) => ({ step: index + 1, steps: 4, loss })));
    expect(delta.losses[0]!.constraint).toBeCloseTo(0, 6);
    expect(delta.losses[3]!.total).toBeLessThan(delta.losses[0]!.total);
  });

  it('is the same each time', async () => {
    const first = await dinm(model, shortRequest, options);
    const second = await dinm(model, shortRequest, options);
    expect(second.values).toEqual(first.values);
    expect(second.losses).toEqual(first.losses);
  });

  it('stops where it becomes NaN', async () => {
    const error = await failure({ ...options, learningRate: 1e38 });
    expect(error.code).toBe('diverged');
    expect(error.message).toBe(
      'The edit became NaN or infinite after 1 of its updates; the model is as before. ' +
        'Try a learning rate below 1e+38.',
    );
  });

  it('stops where its only update makes the matrix infinite', async () => {
    expect((await failure({ ...options, learningRate: 1e39, steps: 1 })).code).toBe('diverged');
  });

  it.each([2, 'locate'] as const)('blames a model that was NaN before, layer %s', async (layer) => {
    const matrix = await model.readDownProj(2);
    model.writeDownProj(2, matrix.slice().fill(Number.NaN));
    try {
      const broken = await matrixDigests(model);
      const error = await failure({ ...options, layer });
      expect(error.code).toBe('diverged');
      expect(error.message).toContain('load the model again');
      expect(await matrixDigests(model)).toEqual(broken);
    } finally {
      model.writeDownProj(2, matrix);
    }
  });

  it('stops at the next step once its signal fires', async () => {
    const controller = new AbortController();
    const steps: number[] = [];
    const error = await failure({
      ...options,
      signal: controller.signal,
      onStep: ({ step }) => {
        steps.push(step);
        if (step === 2) controller.abort('enough');
      },
    });
    expect(error).toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(steps).toEqual([1, 2]);
  });

  it('lets a timer fire its signal', async () => {
    const signal = AbortSignal.timeout(30);
    expect((await failure({ ...options, steps: 100_000, signal })).code).toBe('aborted');
  });

  it.each([2, 'locate'] as const)('does not begin once its signal has fired, layer %s', async (layer) => {
    let steps = 0;
    const error = await failure({
      ...options,
      layer,
      signal: AbortSignal.abort(),
      onStep: () => {
        steps++;
      },
    });
    expect(error.code).toBe('aborted');
    expect(steps).toBe(0);
  });

  it('passes on what onStep throws', async () => {
    const mistake = new Error('a mistake in the caller');
    const edit = dinm(model, shortRequest, {
      ...options,
      onStep: ({ step }) => {
        if (step === 2) throw mistake;
      },
    });
    await expect(edit).rejects.toBe(mistake);
  });

  it('keeps every entry within the norm constraint', async () => {
    const free = await dinm(model, shortRequest, options);
    const held = await dinm(model, shortRequest, { ...options, normConstraint: 0.011 });
    const largest = (values: Float32Array): number =>
      values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    expect(largest(free.values)).toBeGreaterThan(0.02);
    expect(largest(held.values)).toBeLessThanOrEqual(0.011 + 1e-7);
  });

  it('ends without an update once the total is below stopBelow, and keeps what was learnt', async () => {
    const whole = await dinm(model, shortRequest, options);
    const [, second, third] = whole.losses;
    const stopBelow = (second!.total + third!.total) / 2;
    expect(third!.total).toBeLessThan(stopBelow);
    const cut = await dinm(model, shortRequest, { ...options, stopBelow });
    const two = await dinm(model, shortRequest, { ...options, steps: 2 });
    expect(cut.losses).toEqual(whole.losses.slice(0, 3));
    expect(Buffer.from(cut.values.buffer).equals(Buffer.from(two.values.buffer))).toBe(true);
  });
});

describe('mode easyedit', () => {
  it('records a total below 1e-4 and stops without an update', async () => {
    const delta = await dinm(model, shortRequest, { mode: 'easyedit', layer: 2, klFactor: 1e-9 });
    expect(delta.losses.length).toBe(1);
    expect(delta.losses[0]!.total).toBeLessThan(1e-4);
    expect(delta.values.every((value) => value === 0)).toBe(true);
    expect(delta.norm).toBe(0);
  });

  it('stops so even with weight decay and the norm constraint', async () => {
    const delta = await dinm(model, shortRequest, {
      mode: 'easyedit',
      layer: 2,
      klFactor: 1e-9,
      weightDecay: 0.1,
      normConstraint: 1e-3,
    });
    expect(delta.losses.length).toBe(1);
    expect(delta.norm).toBe(0);
  });
});

describe('twenty edits', () => {
  it('leave nothing in the engine', async () => {
    const tensors = model.memory().numTensors;
    for (let edit = 0; edit < 20; edit++)
      await dinm(model, shortRequest, { mode: modes[edit % 2]!, layer: edit % 5, steps: 2 });
    expect(model.memory().numTensors).toBe(tensors);
  });
});
