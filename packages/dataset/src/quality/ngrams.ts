/** How often each run of `n` code points stands in `text`, white space left out. */
export function countNgrams(text: string, n: number): ReadonlyMap<string, number> {
  const compact = text.replace(/\s+/gu, '');
  const starts = startsOf(compact);
  const counts = new Map<string, number>();
  for (let at = 0; at + n < starts.length; at++) {
    const gram = compact.slice(starts[at], starts[at + n]);
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

/** Where each code point begins, and where the text ends. */
function startsOf(text: string): readonly number[] {
  const starts: number[] = [];
  for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) starts.push(at);
  return [...starts, text.length];
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
