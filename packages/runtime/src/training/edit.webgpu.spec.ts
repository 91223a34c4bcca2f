import { expect, it } from 'vitest';
import { withGoldenEdit } from '../../test/goldenEdit.js';
import { tinyFolder, tinyGolden } from '../../test/tinyGoldens.js';
import { loadCausalLM } from '../index.js';

it('an edit on webgpu takes the first steps that torch takes, and puts the matrix back bit for bit', async () => {
  const golden = await tinyGolden('tiny-llama');
  using model = await loadCausalLM(tinyFolder('tiny-llama'), { engine: 'webgpu' });
  const { layer, losses, lr: learningRate, kl_factor: nllFactor } = golden.paper;
  const before = await model.readDownProj(layer);
  await withGoldenEdit(model, golden, async ({ trainer, ...step }) => {
    for (const expected of losses.slice(0, 2)) {
      const loss = await trainer.step({ ...step, nllFactor, learningRate });
      expect(Math.abs(loss.total / expected.total - 1)).toBeLessThan(1e-4);
      expect(Math.abs(loss.kl - expected.constraint) / expected.total).toBeLessThan(1e-4);
    }
    expect(await model.readDownProj(layer)).not.toEqual(before);
  });
  expect(await model.readDownProj(layer)).toEqual(before);
});
