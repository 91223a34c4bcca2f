import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { mersenne } from 'pure-rand/generator/mersenne';
import { MetricsError } from '../MetricsError.js';

/**
 * Draws whole numbers, uniform from 0 to `below` - 1; the same seed gives the same numbers on every machine.
 *
 * @param seed a whole number of 32 bits
 */
export function seededRandom(seed: number): (below: number) => number {
  if (!Number.isInteger(seed) || Math.abs(seed) >= 2 ** 32) {
    throw new MetricsError('input', `The seed is ${seed}; give a whole number of at most 32 bits.`);
  }
  const generator = mersenne(seed);
  return (below) => uniformInt(generator, 0, below - 1);
}
