/** The loop must fill at least this much of the answer's end, so that "no, no, no" and "ha ha ha" pass. */
const shortestLoop = { characters: 24, repeats: 4 };
/** A long unit needs fewer repeats to be a loop. */
const longUnitLoop = { characters: 60, repeats: 3 };
const longestUnit = 300;

/** Loops that vary a little are seen by how few different n-grams the answer's last words hold. */
const lastWords = 80;
const fewestWords = 40;
const gram = 4;
const leastDistinct = 0.5;

/**
 * Why `answer` is no answer but a model that broke down: it is empty, has no word, ends in one unit again and again,
 * or turns in its last words around the same few phrases. `undefined` where none holds.
 */
export function findDegeneration(answer: string): string | undefined {
  if (answer.trim() === '') return 'It is empty.';
  if (!/[\p{L}\p{N}]/u.test(answer)) return 'It holds no word.';
  const loop = findFinalLoop(answer);
  if (loop) return `It ends in a loop of ${Math.floor(loop.repeats)} times "${loop.unit.trim()}".`;
  const distinct = distinctGramRatio(answer);
  if (distinct !== undefined && distinct < leastDistinct) {
    return `Its last words repeat themselves: ${Math.round(distinct * 100)} % of their ${gram}-grams differ.`;
  }
  return undefined;
}

/** The shortest unit that the answer's end repeats. Digits count as equal, since loops like to count: "1. 1.", "2. 2.". */
function findFinalLoop(answer: string): { unit: string; repeats: number } | undefined {
  const text = answer.replace(/\s+/g, ' ').trim().toLowerCase();
  const shape = text.replace(/\d+/g, '#');
  for (let period = 1; period <= Math.min(longestUnit, shape.length / 2); period++) {
    let matched = 0;
    for (let at = shape.length - 1; at >= period && shape[at] === shape[at - period]; at--) matched++;
    const repeated = matched + period;
    const repeats = repeated / period;
    const isLoop = [shortestLoop, longUnitLoop].some(
      (least) => repeated >= least.characters && repeats >= least.repeats,
    );
    if (isLoop) return { unit: shape.slice(-period), repeats };
  }
  return undefined;
}

/** Different word n-grams over all of them in the answer's last words; `undefined` where there are too few words. */
function distinctGramRatio(answer: string): number | undefined {
  const words = (answer.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? []).slice(-lastWords);
  if (words.length < fewestWords) return undefined;
  const grams = words.slice(gram - 1).map((_, at) => words.slice(at, at + gram).join(' '));
  return new Set(grams).size / grams.length;
}
