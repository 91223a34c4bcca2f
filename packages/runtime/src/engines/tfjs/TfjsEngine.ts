import { isHalf, type Program } from '../../program/index.js';
import { RuntimeError } from '../../RuntimeError.js';
import type { Engine, Session } from '../Engine.js';
import { TfjsDevice } from './TfjsDevice.js';
import { TfjsSession } from './TfjsSession.js';
import type { TfjsName } from './tfjsBackend.js';
import { loadTfjsBackend } from './loadTfjsBackend.js';

/**
 * An engine that interprets programs with tfjs, node by node. It needs no installation, and is for small models.
 * @throws RuntimeError('engine') where tfjs's backend can't be started
 */
export async function createTfjsEngine(name: TfjsName): Promise<Engine> {
  return new TfjsEngine(new TfjsDevice(await loadTfjsBackend(name)));
}

class TfjsEngine implements Engine {
  readonly name: TfjsName;
  readonly description: string;
  readonly startsAhead: boolean;

  constructor(private readonly device: TfjsDevice) {
    this.name = device.backend.name;
    this.description = device.backend.description;
    this.startsAhead = this.name === 'webgpu';
  }

  load(program: Program): Session {
    const half = program.variables.find(({ dtype }) => isHalf(dtype));
    if (half)
      throw new RuntimeError(
        'unsupported',
        `The ${this.name} engine computes in float32 only, not in ${half.dtype}: use the tensorflow engine, or dtype float32.`,
      );
    return new TfjsSession(this.device, program);
  }

  memory(): { numTensors: number } {
    return { numTensors: this.device.numTensors };
  }
}
