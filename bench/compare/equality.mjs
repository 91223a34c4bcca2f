import { readFileSync } from 'node:fs';

/** The two sides have not done the same. */
export class Unequal extends Error {}

/** How far results may be apart, as in the tests that hold ours to torch's (packages/runtime/test/fixtures/goldens/README.md). */
const tolerances = { logits: 1e-3, losses: 1e-4, angle: 1e-4, norm: 1e-3, tie: 1e-3 };

const floats = (file) => {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
};

/** Logits in two files. @returns how far they are apart */
export const sameLogits = (ours, theirs) => sameNumbers(floats(ours), floats(theirs));

/** Logits as lists. @returns how far they are apart, relative to the largest */
export function sameNumbers(ours, theirs) {
  if (ours.length !== theirs.length)
    throw new Unequal(`${ours.length} logits on our side, ${theirs.length} on theirs`);
  let [largest, off] = [0, 0];
  for (let index = 0; index < ours.length; index++) {
    largest = Math.max(largest, Math.abs(theirs[index]));
    off = Math.max(off, Math.abs(ours[index] - theirs[index]));
  }
  if (!(off / largest <= tolerances.logits)) throw new Unequal(`logits differ by ${digits(off / largest)}`);
  return `logits within ${digits(off / largest)}`;
}

export function sameLayer(ours, theirs) {
  if (ours.layer !== theirs.layer)
    throw new Unequal(`we edit layer ${ours.layer}, they edit layer ${theirs.layer}`);
  return `layer ${ours.layer}`;
}

/** Layer, losses and the matrix's change, which lies in two files. */
export function sameEdit(ours, theirs, files) {
  sameLayer(ours, theirs);
  if (ours.losses.length !== theirs.losses.length)
    throw new Unequal(`we take ${ours.losses.length} steps, they take ${theirs.losses.length}`);
  const lossOff = Math.max(
    ...ours.losses.map((loss, step) => Math.abs(loss - theirs.losses[step]) / Math.abs(theirs.losses[step])),
  );
  if (!(lossOff <= tolerances.losses)) throw new Unequal(`losses differ by ${digits(lossOff)}`);

  const [a, b] = [floats(files.ours), floats(files.theirs)];
  let [dot, ourSquare, theirSquare] = [0, 0, 0];
  for (let index = 0; index < a.length; index++) {
    dot += a[index] * b[index];
    ourSquare += a[index] ** 2;
    theirSquare += b[index] ** 2;
  }
  const angle = 1 - dot / Math.sqrt(ourSquare * theirSquare);
  const norm = Math.abs(Math.sqrt(ourSquare / theirSquare) - 1);
  if (a.length !== b.length || !(angle <= tolerances.angle && norm <= tolerances.norm))
    throw new Unequal(`deltas differ: 1 - cosine ${digits(angle)}, norm ${digits(norm)}`);
  return `losses within ${digits(lossOff)}, deltas' 1 - cosine ${digits(angle)}`;
}

/**
 * Greedy answers to the same prompts. Where two differ, it must be at a tie: the two tokens, all but equally probable to
 * torch, may come in either order by rounding, as they do in torch itself when a batch has other rows.
 * @param theirs the side that tells how far apart the two tokens' logits are
 */
export async function sameAnswers(ours, others, prompts, theirs) {
  let equal = 0;
  let widest = 0;
  for (const [row, prompt] of prompts.entries()) {
    const [a, b] = [ours[row], others[row]];
    const at = a.findIndex((token, index) => token !== b[index]);
    if (at < 0 && a.length === b.length) {
      equal++;
      continue;
    }
    if (at < 0 || b[at] === undefined)
      throw new Unequal(`answer ${row} has ${a.length} tokens on our side, ${b.length} on theirs`);
    const { gap, below } = await theirs.call('gap', {
      prompt,
      tokens: b.slice(0, at),
      pair: [a[at], b[at]],
    });
    if (!(Math.max(gap, below) <= tolerances.tie))
      throw new Unequal(
        `answer ${row} differs at token ${at} (${a[at]}, ${b[at]}), which is no tie: their logits are ${digits(gap)} apart`,
      );
    widest = Math.max(widest, gap);
  }
  const ties = prompts.length - equal;
  return ties === 0
    ? `${equal} of ${prompts.length} answers equal`
    : `${equal} of ${prompts.length} answers equal, ${ties} part at a tie (logits at most ${digits(widest)} apart)`;
}

const digits = (value) => value.toExponential(0);
