import { mean, sum } from 'simple-statistics';
import { MetricsError } from '../MetricsError.js';

/**
 * KL(before || after) in nats between the next-token distributions of the unedited and the edited model at one position.
 *
 * @param before [vocabulary] logits or log-probabilities of the unedited model; both are normalised here
 * @param after [vocabulary] those of the edited model
 * @returns at least 0; infinite where the edited model rules out what the unedited one doesn't (logit -Infinity)
 * @throws MetricsError('input') where the lengths differ or are 0, or a number is NaN, +Infinity, or all are -Infinity
 */
export function klDivergence(before: ArrayLike<number>, after: ArrayLike<number>): number {
  if (before.length !== after.length || before.length === 0) {
    throw new MetricsError(
      'input',
      `The vocabularies have ${before.length} and ${after.length} entries; give the same tokens of both models.`,
    );
  }
  const [p, q] = [logSoftmax(before, 'before'), logSoftmax(after, 'after')];
  const terms = p.map((logP, token) => (logP === -Infinity ? 0 : Math.exp(logP) * (logP - q[token]!)));
  if (terms.includes(Infinity)) return Infinity;
  // Of two nearly equal distributions, rounding can leave less than 0.
  return Math.max(sum(terms), 0);
}

/** The mean of `klDivergence` over positions: [position][vocabulary] on the same neutral text. */
export function meanKlDivergence(
  before: readonly ArrayLike<number>[],
  after: readonly ArrayLike<number>[],
): number {
  if (before.length !== after.length || before.length === 0) {
    throw new MetricsError(
      'input',
      `There are ${before.length} positions before and ${after.length} after; give the same text to both models.`,
    );
  }
  return mean(before.map((logits, position) => klDivergence(logits, after[position]!)));
}

function logSoftmax(logits: ArrayLike<number>, side: string): number[] {
  const values = Array.from(logits);
  const greatest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  if (!Number.isFinite(greatest)) {
    throw new MetricsError(
      'input',
      `The logits ${side} hold NaN or Infinity, or nothing but -Infinity; look whether the model diverged.`,
    );
  }
  const logTotal = greatest + Math.log(sum(values.map((value) => Math.exp(value - greatest))));
  return values.map((value) => value - logTotal);
}
