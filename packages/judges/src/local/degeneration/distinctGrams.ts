const segmenters = new Map<string, Intl.Segmenter>();

/** The words of `text`, as Unicode and the language's dictionary part them: Thai and Chinese write no spaces. */
export function wordsOf(text: string, language: string): string[] {
  let segmenter = segmenters.get(language);
  if (!segmenter) {
    segmenter = new Intl.Segmenter(language, { granularity: 'word' });
    segmenters.set(language, segmenter);
  }
  // Each segment holds a copy of the text it was found in, so texts are given in pieces.
  return (text.match(/\S{1,500}/g) ?? []).flatMap((piece) =>
    [...segmenter.segment(piece)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment),
  );
}

/** Different n-grams over all of them, 0 to 1; `undefined` where there are fewer than `fewest` items. */
export function distinctGramShare(
  items: readonly string[],
  { gram, fewest }: { gram: number; fewest: number },
): number | undefined {
  if (items.length < Math.max(gram, fewest)) return undefined;
  const grams = items.slice(gram - 1).map((_, at) => items.slice(at, at + gram).join(' '));
  return new Set(grams).size / grams.length;
}
