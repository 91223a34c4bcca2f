import { TensorflowEngine } from '../src/engines/tensorflow/TensorflowEngine.js';
import { createTfjsEngine } from '../src/engines/tfjs/TfjsEngine.js';
import type { Engine, EngineName } from '../src/engines/Engine.js';
import { setupTensorflow } from '../src/setup/index.js';

/** Every engine that tests hold to the same results. */
export async function testedEngine(name: EngineName): Promise<Engine> {
  return name === 'tensorflow' ? new TensorflowEngine(await setupTensorflow()) : await createTfjsEngine(name);
}
