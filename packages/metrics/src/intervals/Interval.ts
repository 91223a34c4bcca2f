import { MetricsError } from '../MetricsError.js';

/** A confidence interval, both ends included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface ConfidenceOptions {
  /** How often such intervals hold the true value, between 0 and 1; 0.95 by default. */
  readonly confidence?: number;
}

/**
 * The tail on each side of a two-sided interval, (1 - confidence) / 2.
 *
 * @throws MetricsError('input') for a confidence that is not between 0 and 1
 */
export function tailOf({ confidence = 0.95 }: ConfidenceOptions): number {
  if (!(confidence > 0 && confidence < 1)) {
    throw new MetricsError(
      'input',
      `The confidence is ${confidence}; give a number between 0 and 1, as 0.95.`,
    );
  }
  return (1 - confidence) / 2;
}

/** @throws MetricsError('input') where `value` is not a whole number of at least `least` */
export function checkCount(name: string, value: number, least = 0): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new MetricsError('input', `${name} is ${value}; give a whole number of at least ${least}.`);
  }
}
