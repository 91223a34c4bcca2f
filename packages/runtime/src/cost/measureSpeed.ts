import type { Engine } from '../engines/Engine.js';
import { floatTensor } from '../engines/Engine.js';
import { matMul, placeholder, read, sum, variable } from '../program/index.js';
import { type DeviceSpeed, onCards } from './DeviceSpeed.js';

/** A product of a pass over a few hundred tokens, and a matrix that no cache holds. */
const rows = 1024;
const width = 2048;
const large = 8192;
const repeats = 5;
/** Found with SmolLM2-135M on two cores (`bench/compare`, case `cost`). */
const processor = { perOperation: 1e-5, startsAhead: false, passesOfWeights: 2, passesOfCaches: 2 };

/** Measures how fast an engine computes, in float32; takes about a second. */
export async function measureSpeed(engine: Engine): Promise<DeviceSpeed> {
  const matrix = variable('matrix', [width, width]);
  const weights = variable('weights', [large, large]);
  const many = placeholder('many', [rows, width]);
  const one = placeholder('one', [1, large]);
  const session = engine.load({
    variables: [matrix, weights],
    entries: {
      product: { outputs: { total: sum(matMul(many, read(matrix), { transposeB: true }), [0, 1]) } },
      reading: { outputs: { total: sum(matMul(one, read(weights), { transposeB: true }), [0, 1]) } },
    },
  });
  try {
    session.assign({
      matrix: floatTensor(new Float32Array(width * width).fill(1e-3), [width, width]),
      weights: floatTensor(new Float32Array(large * large).fill(1e-3), [large, large]),
    });
    const fastest = async (entry: string, feeds: Parameters<typeof session.run>[2]): Promise<number> => {
      let least = Number.POSITIVE_INFINITY;
      for (let repeat = 0; repeat < repeats; repeat++) {
        const started = performance.now();
        const { total } = session.run(entry, ['total'], feeds);
        await total.read();
        least = Math.min(least, (performance.now() - started) / 1000);
        total.dispose();
      }
      return least;
    };
    const product = await fastest('product', {
      many: floatTensor(new Float32Array(rows * width).fill(1), [rows, width]),
    });
    const reading = await fastest('reading', {
      one: floatTensor(new Float32Array(large).fill(1), [1, large]),
    });
    const flops = (2 * rows * width * width) / product;
    return {
      flops: { float32: flops, half: flops },
      bandwidth: (4 * large * large) / reading,
      ...(engine.card ? onCards : processor),
    };
  } finally {
    session.dispose();
  }
}
