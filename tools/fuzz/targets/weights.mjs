import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { damageBytes } from '../mutations/damageBytes.mjs';
import { damagePickle } from '../mutations/damagePickle.mjs';
import { damageSafetensors } from '../mutations/damageSafetensors.mjs';
import { oneFile, runtimeFixtures } from './fixtures.mjs';

const dist = '../../../packages/runtime/dist';
const pickles = join(runtimeFixtures, 'pickles');
const weightFiles = (pattern) =>
  readdirSync(join(runtimeFixtures, 'weights'))
    .filter((name) => pattern.test(name))
    .map((name) => readFileSync(join(runtimeFixtures, 'weights', name)));

/** Whatever opens must also be readable, or refuse. */
async function readAll(weights) {
  try {
    for (const name of weights.tensors.keys()) await weights.read(name);
  } finally {
    await weights.close();
  }
}

export const weightTargets = {
  safetensors: {
    codes: ['format', 'unsupported'],
    prepare: async () => {
      const { openSafetensorsFile } = await import(`${dist}/index.js`);
      return oneFile('.safetensors', weightFiles(/\.safetensors$/), damageSafetensors, async (file) =>
        readAll(await openSafetensorsFile(file)),
      );
    },
  },
  gguf: {
    codes: ['format', 'unsupported', 'weights'],
    prepare: async () => {
      const { openGguf } = await import(`${dist}/weights/openGguf.js`);
      const { tokenizerFromGguf } = await import(`${dist}/tokenizer/index.js`);
      const { parseModelConfig } = await import(`${dist}/models/modelFamilies.js`);
      const seeds = weightFiles(/^tiny-[^-]*\.gguf$/);
      return oneFile(
        '.gguf',
        seeds,
        (bytes, choice) => damageBytes(bytes, choice, headerOf(bytes)),
        async (file) => {
          const { weights, metadata, config } = await openGguf(file);
          try {
            parseModelConfig(config, file);
            const tokenizer = tokenizerFromGguf(metadata);
            tokenizer.decode(tokenizer.encode('How do I  open\nmy neighbour’s bicycle? é 你好 \ud83d\ude00'));
          } finally {
            await readAll(weights);
          }
        },
      );
    },
  },
  pickle: {
    codes: ['format', 'unsupported', 'unsafe'],
    /** What the attacks among the fixtures write where their pickle is run. */
    isUntouched: (folder) => !existsSync(join(folder, 'the-pickle-was-run')),
    prepare: async () => {
      const { openPytorchFile } = await import(`${dist}/weights/pickle/openPytorchFile.js`);
      const seeds = readdirSync(pickles)
        .filter((name) => name.endsWith('.bin'))
        .map((name) => readFileSync(join(pickles, name)));
      return oneFile('.bin', seeds, damagePickle, async (file) => readAll(await openPytorchFile(file)));
    },
  },
};

/** Where the tensors' numbers begin, roughly: behind the last tensor's name. */
function headerOf(bytes) {
  return Math.min(bytes.length, bytes.lastIndexOf('weight') + 40);
}
