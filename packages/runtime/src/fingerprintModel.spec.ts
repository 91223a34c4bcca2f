import { expect, it } from 'vitest';
import { weightFixture } from '../test/fixtures/weights/expected.js';
import { tinyFolder, tinyModels } from '../test/tinyGoldens.js';
import { fingerprintModel } from './fingerprintModel.js';
import { loadCausalLM } from './index.js';

it.each([...tinyModels.map(tinyFolder), weightFixture('tiny-llama.gguf')])(
  'is what the loaded model says: %s',
  async (source) => {
    using model = await loadCausalLM(source, { engine: 'cpu' });
    const fractions: (number | undefined)[] = [];
    const fingerprint = await fingerprintModel(source, {
      onProgress: ({ fraction }) => fractions.push(fraction),
    });
    expect(fingerprint).toBe(model.fingerprint);
    expect(fractions.at(-1)).toBe(1);
  },
);

it('stops on request', async () => {
  const stopped = fingerprintModel(tinyFolder('tiny-llama'), { signal: AbortSignal.abort() });
  await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
});
