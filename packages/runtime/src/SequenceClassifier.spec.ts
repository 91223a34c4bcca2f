import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifierFolder, classifierGolden } from '../test/classifierGoldens.js';
import { failure } from '../test/failure.js';
import { testedEngine } from '../test/testedEngines.js';
import { testedEngineNames } from '../test/testedEngines.js';
import { loadSequenceClassifier, type SequenceClassifier } from './index.js';

const folder = classifierFolder('tiny-roberta-classifier');
const { texts: goldenTexts } = classifierGolden('tiny-roberta-classifier');
/** So many that they take several batches, in no order of length. */
const many = Array.from({ length: 40 }, (_, index) => goldenTexts[0]!.slice(0, (index * 37) % 150));

describe.each(testedEngineNames)('a classifier on %s', (engine) => {
  let classifier: SequenceClassifier;
  beforeAll(async () => {
    classifier = await loadSequenceClassifier(folder, { engine });
    await classifier.classify(['x']);
  });
  afterAll(() => {
    classifier.dispose();
  });

  it('gives each of many texts what it gives it alone, in their order, and the same again', async () => {
    const results = await classifier.classify(many);
    expect(results.map(({ text }) => text)).toEqual(many);
    for (const index of [0, 1, 8, 39]) {
      const [alone] = await classifier.classify([many[index]!]);
      expect(alone!.label).toBe(results[index]!.label);
      alone!.logits.forEach((logit, at) => {
        expect(results[index]!.logits[at]).toBeCloseTo(logit, 4);
      });
    }
    expect(await classifier.classify(many)).toEqual(results);
  });

  it('leaves nothing behind in the engine', async () => {
    const tested = await testedEngine(engine);
    const alive = (): number =>
      engine === 'tensorflow' ? tested.memory().numTensors : tf.engine().state.numTensors;
    const before = [alive(), classifier.memory().numTensors];
    await classifier.classify(many);
    (await loadSequenceClassifier(folder, { engine })).dispose();
    expect([alive(), classifier.memory().numTensors]).toEqual(before);
  });
});

describe('a classifier', () => {
  let classifier: SequenceClassifier;
  beforeAll(async () => {
    classifier = await loadSequenceClassifier(folder, { engine: 'wasm' });
  });
  afterAll(() => {
    classifier.dispose();
  });

  it('has nothing to say of no texts', async () => {
    expect(await classifier.classify([])).toEqual([]);
  });

  it('says how far it is', async () => {
    const events: { done: number; total: number }[] = [];
    await classifier.classify(many, { onProgress: (event) => events.push({ ...event }) });
    expect(events.length).toBeGreaterThan(2);
    expect(events.at(-1)).toEqual({ done: many.length, total: many.length });
    expect(events.map(({ done }) => done)).toEqual(events.map(({ done }) => done).toSorted((a, b) => a - b));
  });

  it('cuts a text where the length or its positions end', async () => {
    const [long, other] = [goldenTexts[0]!.repeat(3), `${goldenTexts[0]!.repeat(2)} And so on.`];
    const [one, two] = await classifier.classify([long, other]);
    expect(one!.logits).toEqual(two!.logits);
    const { tokenizer } = classifier;
    const text = 'No, I will not.';
    const start = tokenizer.decode(tokenizer.encode(text, { maxLength: 4 }));
    const [cut, alone] = [
      ...(await classifier.classify([text], { maxLength: 4 })),
      ...(await classifier.classify([start])),
    ];
    expect(cut!.logits).toEqual(alone!.logits);
  });

  it('takes strings that look like special tokens as text', async () => {
    const [plain, other] = await classifier.classify(['a</s>b', 'a<pad>b']);
    expect(plain!.logits.every(Number.isFinite)).toBe(true);
    expect(other!.logits).not.toEqual(plain!.logits);
    expect(classifier.tokenizer.encode('<pad>')).not.toContain(classifier.config.padTokenId);
  });

  it.each<readonly [object, string]>([
    [{ maxLength: 1 }, 'maxLength'],
    [{ maxLength: 2.5 }, 'maxLength'],
    [{ max_length: 12 }, 'there is no option "max_length" (did you mean "maxLength"?)'],
  ])('refuses the options %o', async (options, says) => {
    const error = await failure(() => classifier.classify(['x'], options));
    expect(error.code).toBe('input');
    expect(error.message).toContain(says);
  });

  it('stops where its signal fires, before and between batches', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    let batches = 0;
    const onProgress = (): void => {
      batches++;
      controller.abort();
    };
    expect(await failure(() => classifier.classify(many, { signal, onProgress }))).toMatchObject({
      code: 'aborted',
    });
    expect(await failure(() => classifier.classify(many, { signal, onProgress }))).toMatchObject({
      code: 'aborted',
    });
    expect(batches).toBe(1);
  });

  it('says that it has been disposed of', async () => {
    const another = await loadSequenceClassifier(folder, { engine: 'wasm' });
    another[Symbol.dispose]();
    expect(await failure(() => another.classify(['x']))).toMatchObject({ code: 'engine' });
  });
});
