/** From `start` to before `end`. */
export type Run = readonly [start: number, end: number];

/**
 * Cuts `count` things that stand in a row into runs whose costs together are least.
 * @param most things of a run
 * @param cost of a run; of a single thing it must be finite
 */
export function partition(count: number, most: number, cost: (start: number, end: number) => number): Run[] {
  const least = [0];
  const starts: number[] = [];
  for (let end = 1; end <= count; end++) {
    let [best, bestStart] = [Number.POSITIVE_INFINITY, end - 1];
    for (let start = end - 1; start >= Math.max(0, end - most); start--) {
      const sum = least[start]! + cost(start, end);
      if (sum < best) [best, bestStart] = [sum, start];
    }
    least.push(best);
    starts.push(bestStart);
  }
  const runs: Run[] = [];
  for (let end = count; end > 0; end = starts[end - 1]!) runs.unshift([starts[end - 1]!, end]);
  return runs;
}
