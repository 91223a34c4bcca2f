import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../test/expectClose.js';
import { failure } from '../test/failure.js';
import { moreFolder } from '../test/moreGoldens.js';
import { tinyFolder } from '../test/tinyGoldens.js';
import { testedEngineNames } from '../test/testedEngines.js';
import { type CausalLM, loadCausalLM } from './index.js';

describe.each(testedEngineNames)('a model on %s', (engine) => {
  let model: CausalLM;
  beforeAll(async () => {
    model = await loadCausalLM(moreFolder('qwen3-untied'), { engine });
  });
  afterAll(() => {
    model.dispose();
  });

  it('says what it is', () => {
    expect(model.engine).toBe(engine);
    expect(model.engineDescription).not.toBe('');
    expect(model.source).toBe(moreFolder('qwen3-untied'));
    expect(model.config).toMatchObject({ modelType: 'qwen3', layers: 4, hiddenSize: 32 });
    expect(model.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(model.preferredFormat).toBe('chat');
  });

  it('gives what is asked for, and nothing else', async () => {
    const texts = ['Hello', 'What is a jar?'];
    const rows = texts.map((text) => model.tokenizer.encode(text));
    const length = Math.max(...rows.map((row) => row.length));
    const all = await model.forward(texts, { hiddenStates: true, mlpOutputs: true, logits: 'all' });
    expect(all.logits!.shape).toEqual([2, length, 512]);
    expect(all.hiddenStates!.map(({ shape }) => shape)).toEqual(
      Array.from({ length: 5 }, () => [2, length, 32]),
    );
    expect(all.mlpOutputs!.map(({ shape }) => shape)).toEqual(
      Array.from({ length: 4 }, () => [2, length, 32]),
    );

    const last = await model.forward(rows);
    expect(Object.keys(last).sort()).toEqual(['attentionMask', 'inputIds', 'logits']);
    expect(last.logits!.shape).toEqual([2, 1, 512]);
    for (const row of [0, 1]) {
      const end = (row + 1) * length * 512;
      expectClose(
        last.logits!.data.subarray(row * 512, (row + 1) * 512),
        all.logits!.data.subarray(end - 512, end),
        'last',
      );
    }
    expect(Object.keys(await model.forward(texts, { logits: 'none' }))).toEqual([
      'inputIds',
      'attentionMask',
    ]);
  });

  it('lets an MLP’s output be what the layer adds after attention', async () => {
    const { hiddenStates, mlpOutputs } = await model.forward(['Hello'], {
      hiddenStates: true,
      mlpOutputs: true,
    });
    const trainer = await model.trainDownProj(1);
    const pass = trainer.cache([model.tokenizer.encode('Hello')]);
    const residual = pass.feeds['residual.1']!;
    const stream = ('read' in residual ? await residual.read() : residual.data) as Float32Array;
    pass.dispose();
    trainer.dispose();
    expectClose(
      mlpOutputs![1]!.data.map((value, index) => value + stream[index]!),
      hiddenStates![2]!.data,
      'residual and MLP',
    );
  });

  it('refuses what it cannot run on', async () => {
    const cases: readonly (readonly [inputs: string[] | number[][], says: string])[] = [
      [[], 'give at least one text'],
      [[[5], []], 'Text 1 is empty'],
      [[[5, 512]], 'Text 0 holds the id 512, the vocabulary ends at 511'],
      [[[-1]], 'Text 0 holds the id -1'],
      [[[1.5]], 'Text 0 holds the id 1.5'],
    ];
    for (const [inputs, says] of cases) {
      const error = await failure(() => model.forward(inputs));
      expect(error.code).toBe('input');
      expect(error.message).toContain(says);
    }
    expect((await model.forward([[511]])).logits!.shape).toEqual([1, 1, 512]);
  });

  it('takes a matrix of its own size, as a copy', async () => {
    const before = await model.readDownProj(2);
    const hello = (await model.forward(['Hello'])).logits!.data;
    const changed = before.map((value) => value * 1.5);
    model.writeDownProj(2, changed);
    changed.fill(7);
    expect(await model.readDownProj(2)).toEqual(before.map((value) => value * 1.5));
    expect((await model.forward(['Hello'])).logits!.data).not.toEqual(hello);
    const error = await failure(() => {
      model.writeDownProj(2, before.subarray(1));
    });
    expect(error).toMatchObject({ code: 'input' });
    expect(error.message).toContain(`has 32 x ${before.length / 32} values, not ${before.length - 1}`);
    model.writeDownProj(2, before);
    expect(await model.readDownProj(2)).toEqual(before);
    expect((await model.forward(['Hello'])).logits!.data).toEqual(hello);
  });

  it('shares nothing with another model', async () => {
    const hello = await model.generate(['Hello'], { maxNewTokens: 8 });
    using other = await loadCausalLM(tinyFolder('tiny-mistral'), { engine });
    const both = await Promise.all([
      model.generate(['Hello'], { maxNewTokens: 8 }),
      other.generate(['Hello'], { maxNewTokens: 8 }),
    ]);
    expect(both[0]).toEqual(hello);
    expect(await other.generate(['Hello'], { maxNewTokens: 8 })).toEqual(both[1]);
    expect(other.fingerprint).not.toBe(model.fingerprint);
    other.writeDownProj(2, (await other.readDownProj(2)).fill(0));
    other.dispose();
    expect(await model.generate(['Hello'], { maxNewTokens: 8 })).toEqual(hello);
  });

  it('says so where it has been disposed of, however often', async () => {
    let gone: CausalLM;
    {
      using scoped = await loadCausalLM(moreFolder('qwen3-untied'), { engine });
      gone = scoped;
      expect((await gone.forward(['Hello'])).logits!.shape).toEqual([1, 1, 512]);
    }
    gone.dispose();
    for (const action of [
      () => gone.forward(['Hello']),
      () => gone.generate(['Hello']),
      () => gone.trainDownProj(0),
      () => gone.readDownProj(0),
      () => {
        gone.writeDownProj(0, new Float32Array(gone.config.hiddenSize * gone.config.intermediateSize));
      },
    ])
      expect(await failure(action)).toMatchObject({
        code: 'engine',
        message: 'This model has been disposed of.',
      });
  });
});
