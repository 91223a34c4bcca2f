import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { damageBytes } from '../mutations/damageBytes.mjs';
import { damageJson } from '../mutations/damageJson.mjs';
import { damageSafetensors } from '../mutations/damageSafetensors.mjs';
import { filesIn, oneFile, oneFolder, runtimeFixtures } from './fixtures.mjs';

const dist = '../../../packages/runtime/dist';

const modelFolders = ['goldens', 'more-goldens'].flatMap((group) =>
  readdirSync(join(runtimeFixtures, group))
    .map((name) => join(runtimeFixtures, group, name))
    .filter((folder) => existsSync(join(folder, 'config.json'))),
);

export const modelTargets = {
  config: {
    codes: ['format', 'unsupported', 'input'],
    prepare: async () => {
      const { loadModelConfig } = await import(`${dist}/index.js`);
      return oneFolder(configs(isDecoder), damageConfig, (folder) => loadModelConfig(folder));
    },
  },
  'classifier-config': {
    codes: ['format', 'unsupported', 'input'],
    prepare: async () => {
      const { parseRobertaConfig } = await import(`${dist}/models/robertaConfig.js`);
      const { openModel } = await import(`${dist}/openModel.js`);
      return oneFolder(configs(isClassifier), damageConfig, async (folder) => {
        const file = join(folder, 'config.json');
        // What is no JSON is refused before the tokenizer is looked for, which isn't there.
        if (isJson(readFileSync(file, 'utf8')))
          parseRobertaConfig(JSON.parse(readFileSync(file, 'utf8')), folder);
        else await openModel(folder);
      });
    },
  },
  index: {
    codes: ['file', 'format', 'unsupported'],
    prepare: async () => {
      const { openWeightsFolder } = await import(`${dist}/weights/index.js`);
      const folder = filesIn(join(runtimeFixtures, 'goldens/tiny-llama'), /safetensors/);
      const index = 'model.safetensors.index.json';
      const damage = (content, choice, name) =>
        name === index ? damageJson(content.toString(), choice) : damageBytes(content, choice, 3_000);
      return oneFolder([folder], damage, async (place) => {
        await (await openWeightsFolder(place)).close();
      });
    },
  },
  delta: {
    codes: ['format', 'unsupported'],
    prepare: async () => {
      const { EditDelta } = await import('../../../packages/dinm/dist/index.js');
      return oneFile('.safetensors', [await savedDelta(EditDelta)], damageSafetensors, (file) =>
        EditDelta.load(file),
      );
    },
  },
};

async function savedDelta(EditDelta) {
  const delta = new EditDelta({
    parameter: 'model.layers.0.mlp.down_proj.weight',
    layer: 0,
    shape: [2, 3],
    values: Float32Array.of(1, 2, 3, 4, 5, 6),
    baseModel: { source: 'somewhere', fingerprint: '0123456789abcdef' },
    settings: {
      mode: 'paper',
      preset: 'llama2-7b-chat',
      layer: 0,
      strategy: 'relative',
      format: 'raw',
      learningRate: 0.001,
      steps: 2,
      klFactor: 0.1,
      weightDecay: 0,
      normConstraint: false,
      stopBelow: 0,
      suffix: '',
    },
    losses: [{ total: 1, edit: 0.5, constraint: 0.5 }],
    seconds: 1,
  });
  const file = join(process.cwd(), 'whole.safetensors');
  await delta.save(file);
  await EditDelta.load(file);
  return readFileSync(file);
}

const isClassifier = (config) => config.includes('SequenceClassification');
const isDecoder = (config) => !isClassifier(config);
const damageConfig = (text, choice) => damageJson(text.toString(), choice);

function configs(isWanted) {
  return modelFolders
    .map((folder) => filesIn(folder, /^config\.json$/))
    .filter((files) => isWanted(files['config.json'].toString()));
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
