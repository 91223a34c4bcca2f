export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * How many times theirs is ours (times, where more is better), or ours theirs (`atMost`, where less is).
 * @returns the ratio of the medians, and the smallest and the largest ratio of one round
 */
export function ratios({ ours, theirs, atMost }) {
  const ratio = (a, b) => (atMost === undefined ? b / a : a / b);
  const each = ours.map((value, round) => ratio(value, theirs[round]));
  return {
    ratio: ratio(median(ours), median(theirs)),
    least: Math.min(...each),
    most: Math.max(...each),
  };
}

/** The exponent p of y = c * x^p, by least squares on logarithms. */
export function exponent(xs, ys) {
  const [u, v] = [xs.map(Math.log), ys.map(Math.log)];
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mu, mv] = [mean(u), mean(v)];
  const slope = u.reduce((sum, x, index) => sum + (x - mu) * (v[index] - mv), 0);
  return slope / u.reduce((sum, x) => sum + (x - mu) ** 2, 0);
}
