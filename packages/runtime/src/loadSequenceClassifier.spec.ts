import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { classifierFolder, classifierGolden, classifierNames } from '../test/classifierGoldens.js';
import { changedJson, copyModel } from '../test/copyModel.js';
import { failure } from '../test/failure.js';
import { fixture } from '../test/tokenizer/referenceCases.js';
import { TemporaryFolder } from '../test/fixtures/weights/temporaryFolder.js';
import { tinyFolder } from '../test/tinyGoldens.js';
import { testedEngineNames } from '../test/testedEngines.js';
import { loadCausalLM, loadSequenceClassifier, type RuntimeErrorCode } from './index.js';

const folder = new TemporaryFolder();
afterAll(() => {
  folder.remove();
});

const original = classifierFolder('tiny-roberta-classifier');
const config = join(original, 'config.json');
const problemOf = (source: string) => failure(() => loadSequenceClassifier(source, { engine: 'cpu' }));

describe.each(testedEngineNames)('on %s a classifier', (engine) => {
  it.each(classifierNames)('gives the ids, logits and labels of transformers: %s', async (name) => {
    const { texts, max_length, input_ids, logits, labels } = classifierGolden(name);
    using classifier = await loadSequenceClassifier(classifierFolder(name), { engine });
    const results = await classifier.classify(texts, { maxLength: max_length });
    expect(results.map(({ text }) => text)).toEqual(texts);
    expect(results.map(({ label }) => label)).toEqual(
      labels.map((label) => (typeof label === 'string' ? label : `LABEL_${label}`)),
    );
    for (const [row, { text, logits: own }] of results.entries()) {
      const unpadded = input_ids[row]!.filter((id) => id !== classifier.config.padTokenId);
      expect(classifier.tokenizer.encode(text, { maxLength: max_length })).toEqual(unpadded);
      expect(own).toHaveLength(logits[row]!.length);
      for (const [index, value] of own.entries()) expect(value).toBeCloseTo(logits[row]![index]!, 4);
    }
  });

  it('gives the same from safetensors and from pytorch_model.bin', async () => {
    const { texts } = classifierGolden('tiny-roberta-classifier');
    const pickled = copyModel(folder, original, { 'model.safetensors': null });
    using one = await loadSequenceClassifier(original, { engine });
    using other = await loadSequenceClassifier(pickled, { engine });
    expect(await other.classify(texts)).toEqual(await one.classify(texts));
    expect(other.fingerprint).toBe(one.fingerprint);
    expect(one.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('a source that is no classifier', () => {
  const change = (changes: Record<string, unknown>) => () =>
    copyModel(folder, original, { 'config.json': changedJson(config, changes) });
  const cases: readonly (readonly [string, () => string, RuntimeErrorCode, string])[] = [
    [
      'a causal model',
      () => tinyFolder('tiny-llama'),
      'unsupported',
      '(LlamaForCausalLM) is a causal language model, which answers prompts and classifies nothing: load it with loadCausalLM',
    ],
    ['a causal model as GGUF', () => fixture('weights/tiny-llama.gguf'), 'unsupported', '(LlamaForCausalLM)'],
    [
      'a RoBERTa without a head',
      change({ architectures: ['RobertaForMaskedLM'] }),
      'unsupported',
      '(RobertaForMaskedLM) is no classifier of texts that can be run',
    ],
    [
      'a classifier of another family',
      change({ model_type: 'bert', architectures: ['BertForSequenceClassification'] }),
      'unsupported',
      'what works is RobertaForSequenceClassification',
    ],
    ['another activation', change({ hidden_act: 'gelu_new' }), 'unsupported', 'hidden_act: only gelu'],
    [
      'relative positions',
      change({ position_embedding_type: 'relative_key' }),
      'unsupported',
      'position_embedding_type: only absolute',
    ],
    ['no sizes', change({ hidden_size: undefined }), 'format', 'hidden_size'],
    ['heads that do not fit', change({ num_attention_heads: 5 }), 'format', "5 heads can't share"],
    ['more layers than weights', change({ num_hidden_layers: 4 }), 'weights', 'roberta.encoder.layer.3.'],
    [
      'more labels than weights',
      change({ id2label: { 0: 'a', 1: 'b', 2: 'c' } }),
      'weights',
      '"classifier.out_proj.weight" is [2, 48], the configuration asks for [3, 48]',
    ],
    [
      'a pickle that attacks',
      () =>
        copyModel(folder, original, {
          'model.safetensors': null,
          'pytorch_model.bin': readFileSync(fixture('pickles/attack-os-system-protocol-2.bin')),
        }),
      'unsafe',
      'asks for "posix.system"',
    ],
  ];
  it.each(cases)('is refused: %s', async (_, source, code, says) => {
    const path = source();
    const error = await problemOf(path);
    expect(error.code).toBe(code);
    expect(error.message).toContain(path);
    expect(error.message).toContain(says);
  });
});

it('loads without an architecture in the configuration, whose classes then have numbers', async () => {
  const changes = { architectures: undefined, id2label: { 1: 'unsafe' }, num_labels: 2 };
  const copy = copyModel(folder, original, { 'config.json': changedJson(config, changes) });
  using classifier = await loadSequenceClassifier(copy, { engine: 'cpu' });
  expect(classifier.labels).toEqual(['LABEL_0', 'unsafe']);
});

it('is no causal model, and loadCausalLM says what it is', async () => {
  const error = await failure(() => loadCausalLM(original, { engine: 'cpu' }));
  expect(error.code).toBe('unsupported');
  expect(error.message).toContain('(RobertaForSequenceClassification) is a classifier of texts');
  expect(error.message).toContain('loadSequenceClassifier');
});

it('stops where its signal fires while it loads', async () => {
  const controller = new AbortController();
  const load = loadSequenceClassifier(original, {
    engine: 'cpu',
    signal: controller.signal,
    onProgress: ({ fraction }) => {
      if ((fraction ?? 0) > 0.3) controller.abort();
    },
  });
  expect(await failure(() => load)).toMatchObject({ code: 'aborted' });
});
