import { RuntimeError } from '../RuntimeError.js';
import type { SetupOptions } from '../setup/index.js';
import type { Engine, EngineName } from './Engine.js';
import { engineNames } from './Engine.js';
import { type DeviceName, openTensorflow } from './tensorflow/openTensorflow.js';

/** tfjs is loaded only where it is used: it takes a third of a second. */
const tfjsEngine = async (name: Exclude<EngineName, 'tensorflow'>): Promise<Engine> =>
  (await import('./tfjs/TfjsEngine.js')).createTfjsEngine(name);

/** WebAssembly has 4 GiB in all; weights of more than this leave too little for the rest. */
const largestWasmModel = 1.5 * 2 ** 30;

export interface EngineChoice extends SetupOptions {
  /** `auto` (default): `tensorflow`, or `wasm` where that can't be set up and the model is small enough. */
  readonly engine?: EngineName | 'auto' | undefined;
  /** What the tensorflow engine computes on. Any other than `auto` and `cpu` asks for that engine. */
  readonly device?: DeviceName | undefined;
  /** Bytes of the model's weights. */
  readonly weightBytes: number;
  /** Told, in one line, why another engine than the first choice is used. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * Makes an engine, setting it up on first use.
 * @throws RuntimeError('input') for an unknown name; 'setup' where `tensorflow` was asked for, or the model is too large for `wasm`
 */
export async function chooseEngine({
  engine = 'auto',
  device = 'auto',
  weightBytes,
  onWarning,
  ...setup
}: EngineChoice): Promise<Engine> {
  const names = ['auto', ...engineNames];
  if (!names.includes(engine))
    throw new RuntimeError('input', `There is no engine "${engine}"; there are ${names.join(', ')}.`);
  const asksForCard = device !== 'auto' && device !== 'cpu';
  if (engine === 'webgpu') {
    if (device === 'auto' || device === 'gpu') return tfjsEngine(engine);
    throw new RuntimeError(
      'input',
      `The webgpu engine takes the adapter that WebGPU prefers, not ${device}; MSAFEEDIT_DAWN="adapter=NAME" chooses another.`,
    );
  }
  if (engine === 'wasm' || engine === 'cpu') {
    if (!asksForCard) return tfjsEngine(engine);
    throw new RuntimeError('input', `The ${engine} engine runs on the processor alone, not on ${device}.`);
  }
  try {
    return await openTensorflow({ device, onWarning, ...setup });
  } catch (error) {
    if (engine === 'tensorflow' || asksForCard || !RuntimeError.is(error) || error.code === 'aborted')
      throw error;
    if (weightBytes > largestWasmModel)
      throw new RuntimeError(error.code, `${error.message} (This model is too large for the wasm engine.)`, {
        cause: error,
      });
    onWarning?.(`The tensorflow engine can't be used, so wasm runs, which is slower: ${error.message}`);
    return tfjsEngine('wasm');
  }
}
