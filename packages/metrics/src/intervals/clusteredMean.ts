import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { sum } from 'simple-statistics';
import { MetricsError } from '../MetricsError.js';
import { tailOf, type ConfidenceOptions, type Interval } from './Interval.js';

export interface ClusteredMean {
  readonly mean: number;
  /** `undefined` with one cluster, which shows no spread. */
  readonly standardError: number | undefined;
  /** Mean ± t (clusters - 1 degrees of freedom) standard errors; `undefined` with one cluster. */
  readonly interval: Interval | undefined;
  readonly clusters: number;
  readonly n: number;
}

/**
 * The mean of all values, with a standard error that lets values of one cluster hang together in any way: the
 * cluster-robust "sandwich" with the correction G / (G - 1), that is
 * sqrt(G / (G - 1) * sum over clusters of (sum of the cluster's residuals)^2) / n. It equals statsmodels' regression on
 * a constant with `cov_type='cluster'`, and the usual standard error of the mean where each cluster has one value.
 *
 * @param clusters the values, cluster by cluster; at least one, none empty
 */
export function clusteredMean(
  clusters: readonly (readonly number[])[],
  options: ConfidenceOptions = {},
): ClusteredMean {
  const tail = tailOf(options);
  if (clusters.length === 0 || clusters.some((values) => values.length === 0)) {
    throw new MetricsError(
      'input',
      'There is no value, or a cluster without one; give at least one value in each.',
    );
  }
  const n = sum(clusters.map((values) => values.length));
  const mean = sum(clusters.map((values) => sum([...values]))) / n;
  const count = clusters.length;
  if (count === 1) return { mean, standardError: undefined, interval: undefined, clusters: count, n };
  const residuals = clusters.map((values) => sum([...values]) - values.length * mean);
  const spread = sum(residuals.map((residual) => residual * residual));
  const standardError = Math.sqrt((count / (count - 1)) * spread) / n;
  const half = -tQuantile(tail, count - 1) * standardError;
  return { mean, standardError, interval: { low: mean - half, high: mean + half }, clusters: count, n };
}
