/** How often each run of `n` code points stands in `text`, white space left out. */
export function countNgrams(text: string, n: number): ReadonlyMap<string, number> {
  const points = Array.from(text.replace(/\s+/gu, ''));
  const counts = new Map<string, number>();
  for (let at = 0; at + n <= points.length; at++) {
    const gram = points.slice(at, at + n).join('');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

/** How many n-grams there are, each as often as it occurs. */
export function totalOf(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}

/** How many n-grams both have, each as often as both have it. */
export function sharedBy(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let shared = 0;
  for (const [gram, count] of a) shared += Math.min(count, b.get(gram) ?? 0);
  return shared;
}
