/** One thing that broken models do, and how far an answer does it. */
export interface Signal {
  readonly name: SignalName;
  /** What was measured: a share, a ratio, a length; each signal says which. */
  readonly value: number;
  /** The same on one scale: 0 for what writers do, 0.5 at the threshold, 1 at the worst. */
  readonly score: number;
  /** A sentence that holds where the score is 0.5 or more. */
  readonly finding: string;
}

export type SignalName = 'empty' | 'loop' | 'words' | 'characters' | 'compression' | 'salad';

/** For a value that is 1 at best and 0 at worst. */
export function scoreFalling(value: number, threshold: number): number {
  const score =
    value >= threshold
      ? (0.5 * (1 - value)) / (1 - threshold)
      : 0.5 + (0.5 * (threshold - value)) / threshold;
  return Math.min(1, Math.max(0, score));
}

/** For a strength that is 0 at best, 1 at the threshold, and has no worst. */
export function scoreRising(strength: number): number {
  return strength <= 1 ? 0.5 * Math.max(0, strength) : 1 - 0.5 / strength;
}
