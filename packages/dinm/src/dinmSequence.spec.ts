import { readFileSync } from 'node:fs';
import type { CausalLM } from '@msafeedit/runtime';
import { loadCausalLM } from '@msafeedit/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectLosses } from '../test/expectEdit.js';
import { failure } from '../test/failure.js';
import { fixture } from '../test/goldens.js';
import { leavesUntouched } from '../test/leavesUntouched.js';
import type { DinmOptions, EditRequest, StepLoss } from './index.js';
import { dinm, dinmSequence, EditDelta, withEdit } from './index.js';
import { temporaryFolder } from '../test/temporaryFolder.js';

interface SequenceGolden {
  readonly layer: number;
  readonly lr: number;
  readonly steps: number;
  readonly kl_factor: number;
  readonly requests: readonly EditRequest[];
  readonly edits: readonly {
    readonly losses: readonly StepLoss[];
    readonly norm: number;
    readonly first_sample_loss: number;
  }[];
  readonly norm: number;
}

/** Three edits, each on top of those before, in plain torch (tools/goldens/sequence_reference.py). */
const golden = JSON.parse(
  readFileSync(new URL('../test/fixtures/sequence.json', import.meta.url), 'utf8'),
) as SequenceGolden;
const { requests } = golden;
const options: DinmOptions = {
  layer: golden.layer,
  learningRate: golden.lr,
  steps: golden.steps,
  klFactor: golden.kl_factor,
  format: 'raw',
};

let model: CausalLM;
beforeAll(async () => {
  model = await loadCausalLM(fixture('goldens/tiny-llama'), { engine: 'tensorflow' });
  return () => {
    model.dispose();
  };
});
leavesUntouched(() => model);

const close = (value: number): unknown => expect.closeTo(value, 3 - Math.ceil(Math.log10(value))) as unknown;

it("is the plain torch loop's, and shows what is left of the first edit after each", async () => {
  const left: number[] = [];
  const { deltas, merged } = await dinmSequence(model, requests, {
    ...options,
    onEdit: async ({ model: edited }) => {
      const { losses } = await dinm(edited, requests[0]!, { ...options, steps: 1 });
      left.push(losses[0]!.edit);
    },
  });
  for (const [edit, { losses }] of golden.edits.entries()) expectLosses(deltas[edit]!.losses, losses);
  expect(deltas.map(({ norm }) => norm)).toEqual(golden.edits.map(({ norm }) => close(norm)));
  expect(deltas.map(({ editsBefore }) => editsBefore)).toEqual([0, 1, 2]);
  expect(left).toEqual(golden.edits.map(({ first_sample_loss }) => close(first_sample_loss)));
  expect(merged.map(({ norm }) => norm)).toEqual([close(golden.norm)]);
});

it('carries all edits before: the second is the one made inside the first', async () => {
  const { deltas, merged } = await dinmSequence(model, requests.slice(0, 2), options);
  const first = await dinm(model, requests[0]!, options);
  expect(deltas[0]!.values).toEqual(first.values);
  const matrix = (): Promise<Float32Array> => model.readDownProj(golden.layer);
  const both = await withEdit(model, first, async (edited) => {
    const second = await dinm(edited, requests[1]!, options);
    expect(deltas[1]!.values).toEqual(second.values);
    expect(second.editsBefore).toBe(1);
    return await withEdit(model, second, matrix);
  });
  const own = await withEdit(model, deltas, matrix);
  expect(Buffer.from(own.buffer).equals(Buffer.from(both.buffer))).toBe(true);
  const sum = await withEdit(model, merged, matrix);
  // rounded once or twice: the last bit of a number of this size
  const furthest = sum.reduce((most, value, index) => Math.max(most, Math.abs(value - own[index]!)), 0);
  expect(furthest).toBeLessThan(2 ** -23);
});

it('tells of each step and each edit', async () => {
  const events: string[] = [];
  await dinmSequence(model, requests.slice(0, 2), {
    ...options,
    steps: 2,
    onStep: ({ edit, edits, step, steps }) => events.push(`${edit}/${edits} step ${step}/${steps}`),
    onEdit: ({ edit, edits, delta }) => void events.push(`${edit}/${edits} done at ${delta.layer}`),
  });
  expect(events).toEqual([
    ...['1/2 step 1/2', '1/2 step 2/2', '1/2 done at 2'],
    ...['2/2 step 1/2', '2/2 step 2/2', '2/2 done at 2'],
  ]);
});

it('gives nothing for no requests', async () => {
  expect(await dinmSequence(model, [], options)).toEqual({ deltas: [], merged: [] });
});

it('remembers in the file on top of how many edits one was made', async () => {
  const file = `${await temporaryFolder()}/second.safetensors`;
  const { deltas } = await dinmSequence(model, requests.slice(0, 2), { ...options, steps: 1 });
  await deltas[1]!.save(file);
  expect(await EditDelta.load(file)).toEqual(deltas[1]);
});

describe('a sequence that fails leaves the model as it was', () => {
  it('at a request', async () => {
    const error = await failure(dinmSequence(model, [requests[0]!, { ...requests[1]!, safe: '' }], options));
    expect(error).toMatchObject({ code: 'input' });
    expect(error.message).toBe("Edit 2 of 2: The edit's request has no safe: fill in every text.");
  });

  it('at its signal, in the middle of the second edit', async () => {
    const abort = new AbortController();
    const stopped = dinmSequence(model, requests, {
      ...options,
      signal: abort.signal,
      onStep: ({ edit, step }) => {
        if (edit === 2 && step === 2) abort.abort();
      },
    });
    expect(await failure(stopped)).toMatchObject({ code: 'aborted' });
  });

  it('at what the caller throws', async () => {
    const mistake = new Error('a mistake in the caller');
    const stopped = dinmSequence(model, requests, {
      ...options,
      onEdit: ({ edit }) => (edit === 2 ? Promise.reject(mistake) : Promise.resolve()),
    });
    await expect(stopped).rejects.toBe(mistake);
  });

  it('where an edit diverges', async () => {
    const stopped = dinmSequence(model, requests, { ...options, learningRate: 1e38 });
    const error = await failure(stopped);
    expect(error).toMatchObject({ code: 'diverged' });
    expect(error.message).toMatch(/^Edit 1 of 3: The edit became NaN/);
  });
});
