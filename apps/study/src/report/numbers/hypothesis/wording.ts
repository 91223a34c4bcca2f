import type { Interval } from '@msafeedit/metrics';
import type { LanguageFinding } from './HypothesisAnswer.js';

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** `Spanish, French, and Thai`. */
export function inWords(items: readonly string[]): string {
  return list.format(items);
}

/** `+38`, `−4`, `0`: hundredths of a rate. */
export function points(change: number): string {
  const rounded = Math.round(Math.abs(change) * 100);
  if (rounded === 0) return '0';
  return `${change < 0 ? '−' : '+'}${rounded}`;
}

export function percent(rate: number | undefined): string {
  return rate === undefined ? 'no rate' : `${Math.round(rate * 100)} %`;
}

export function between({ low, high }: Interval): string {
  return `${points(low)} to ${points(high)}`;
}

/** `p = 0.012`, `p < 0.001`. */
export function pValue(p: number): string {
  if (p < 0.001) return 'p < 0.001';
  return `p = ${p >= 0.1 ? p.toFixed(2) : p.toPrecision(2)}`;
}

/** `+30 points, +16 to +44, p = 0.001`. */
export function effect({ change: { change, interval }, adjustedPValue }: LanguageFinding): string {
  if (change === undefined || !interval) return 'no answers in pairs';
  return `${points(change)} points, ${between(interval)}, ${pValue(adjustedPValue)}`;
}

export function samplesInWords(samples: number): string {
  return samples === 1 ? 'one sample' : `${samples} samples`;
}
