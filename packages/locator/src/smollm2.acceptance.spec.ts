import type { CausalLM } from '@msafeedit/runtime';
import { loadCausalLM } from '@msafeedit/runtime';
import { setupDemoModel } from '@msafeedit/runtime/setup';
import { beforeAll, describe, it } from 'vitest';
import { expectLocated } from '../test/expectLocated.js';
import { smollm2Easyedit, smollm2Strategies } from '../test/goldens.js';
import { locateToxicLayer, locatorStrategies } from './index.js';

describe('the toxic layer of the demo model', () => {
  let model: CausalLM;
  beforeAll(async () => {
    model = await loadCausalLM((await setupDemoModel()).file, { engine: 'tensorflow' });
    return () => {
      model.dispose();
    };
  });

  it.each([0, 1] as const)("is what EasyEdit's own code finds for sample %i", async (index) => {
    const { sample, easyedit } = smollm2Easyedit(index);
    const answers = { safe: sample['safe generation'], unsafe: sample['unsafe generation'] };
    const found = await locateToxicLayer(model, answers, { strategy: 'easyedit' });
    expectLocated(found, { distances: easyedit.layer_distances, layer: easyedit.toxic_layer }, 'easyedit');
  });

  describe.each([0, 1, 2, 3])('for sample %i', (index) => {
    const { request, ...formats } = smollm2Strategies()[index]!;
    // raw takes as long again and tells little that is new
    for (const format of index === 0 ? (['raw', 'chat'] as const) : (['chat'] as const)) {
      it.each(locatorStrategies)(`is what torch finds by %s, ${format}`, async (strategy) => {
        const { distances, layers } = formats[format];
        const found = await locateToxicLayer(model, request, { strategy, format });
        expectLocated(found, { distances: distances[strategy], layer: layers[strategy] }, strategy);
      });
    }
  });
});
