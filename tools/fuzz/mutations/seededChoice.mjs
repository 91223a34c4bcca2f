import { seededRandom } from '../../../packages/metrics/dist/random/seededRandom.js';

/** Choices that seed and number alone decide, so that each case can be made again without those before it. */
export function seededChoice(seed, number) {
  const below = seededRandom((Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) >>> 0);
  return {
    /** A whole number from 0 to `count` - 1. */
    below: (count) => (count <= 1 ? 0 : below(count)),
    /** One of the items. */
    of: (items) => items[items.length <= 1 ? 0 : below(items.length)],
    /** True `percent` times of a hundred. */
    chance: (percent) => below(100) < percent,
  };
}
