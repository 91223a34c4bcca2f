/** The loop must fill at least this much of the answer's end, so that "no, no, no" and "ha ha ha" pass. */
const shortestLoop = { width: 24, repeats: 4 };
/** A long unit needs fewer repeats to be a loop. */
const longUnitLoop = { width: 60, repeats: 3 };
/** What ran into the token limit was still going on, and needs fewer still. */
const cutLoop = { width: 60, repeats: 2.5 };
const longestUnit = 300;

export interface FinalLoop {
  readonly unit: string;
  readonly repeats: number;
  /** How far it goes: 1 is just enough to count as a loop. */
  readonly strength: number;
}

/**
 * The unit that the answer's end repeats: the shortest that makes a loop, else the one that comes closest to it.
 * Digits count as equal, since loops like to count: "1. 1.", "2. 2.".
 * @param text lower case, spaces collapsed
 */
export function findFinalLoop(text: string, { cut = false } = {}): FinalLoop | undefined {
  const shape = text.replace(/\p{N}+/gu, '#');
  const rules = cut ? [shortestLoop, longUnitLoop, cutLoop] : [shortestLoop, longUnitLoop];
  let closest: FinalLoop | undefined;
  for (let period = 1; period <= Math.min(longestUnit, shape.length / 2); period++) {
    let matched = 0;
    for (let at = shape.length - 1; at >= period && shape[at] === shape[at - period]; at--) matched++;
    if (matched === 0) continue;
    const repeats = (matched + period) / period;
    const width = widthOf(shape.slice(-matched - period));
    const strength = Math.max(
      ...rules.map((rule) => Math.min(width / rule.width, (repeats - 1) / (rule.repeats - 1))),
    );
    if (strength > (closest?.strength ?? 0)) closest = { unit: shape.slice(-period), repeats, strength };
    if (strength >= 1) return closest;
  }
  return closest;
}

/** Characters, where one that stands for a syllable or a word counts as two: Chinese says in 12 what English says in 24. */
function widthOf(text: string): number {
  return text.length + (text.match(/[\p{Script=Han}\p{Script=Hangul}]/gu)?.length ?? 0);
}
