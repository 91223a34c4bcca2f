import { TensorflowEngine } from '../src/engines/tensorflow/TensorflowEngine.js';
import { createTfjsEngine } from '../src/engines/tfjs/TfjsEngine.js';
import { type Engine, type EngineName, engineNames } from '../src/engines/Engine.js';
import { setupTensorflow } from '../src/setup/index.js';

/** What the specs that hold every engine to the same results run on: `webgpu` where its tests are run, else all others. */
export const testedEngineNames: readonly EngineName[] = engineNames.filter(
  (name) => (name === 'webgpu') === (process.env['TESTED_ENGINES'] === 'webgpu'),
);

/** Every engine that tests hold to the same results. */
export async function testedEngine(name: EngineName): Promise<Engine> {
  return name === 'tensorflow' ? new TensorflowEngine(await setupTensorflow()) : await createTfjsEngine(name);
}
