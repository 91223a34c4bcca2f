import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** How the next token is drawn. Temperature 0 takes the most probable one. */
export interface SamplingOptions {
  readonly temperature: number;
  readonly topK?: number | undefined;
  readonly topP?: number | undefined;
}

export interface Candidate {
  readonly id: number;
  readonly probability: number;
}

/**
 * What is left of a distribution after temperature, top-k and nucleus filtering, in transformers' order
 * (TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper; Holtzman et al. 2020), most probable first.
 * @param logits `[vocab]`
 */
export function candidates(logits: Float32Array, { temperature, topK, topP }: SamplingOptions): Candidate[] {
  const order = sortedIds(logits, topK);
  const best = logits[order[0]!]!;
  const weights = Array.from(order, (id) => Math.exp((logits[id]! - best) / temperature));
  const kept = topP === undefined || topP >= 1 ? weights.length : nucleusSize(weights, topP);
  const total = weights.slice(0, kept).reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: kept }, (_, rank) => ({
    id: order[rank]!,
    probability: weights[rank]! / total,
  }));
}

/** Ids by falling logit; with `topK` those that tie with the last one stay too, as in transformers. */
function sortedIds(logits: Float32Array, topK: number | undefined): Uint32Array {
  const ids = Uint32Array.from(logits.keys()).sort((a, b) => logits[b]! - logits[a]! || a - b);
  if (topK === undefined || topK <= 0 || topK >= ids.length) return ids;
  const threshold = logits[ids[topK - 1]!]!;
  let kept = topK;
  while (kept < ids.length && logits[ids[kept]!]! === threshold) kept++;
  return ids.subarray(0, kept);
}

/** The smallest number of leading weights whose share reaches `topP`; at least one. */
function nucleusSize(weights: readonly number[], topP: number): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let cumulated = 0;
  for (const [rank, weight] of weights.entries()) {
    cumulated += weight / total;
    if (cumulated >= topP) return rank + 1;
  }
  return weights.length;
}

/** Draws token ids: the same ones for the same seed and stream, independent ones else. Each row of a batch has its own. */
export class Sampler {
  private readonly generator: ReturnType<typeof xoroshiro128plusFromState>;

  constructor(
    private readonly options: SamplingOptions,
    seed: number,
    stream = 0,
  ) {
    // Hashed, since the generator's first numbers hardly differ between small seeds, and are all close to 1.
    const hash = createHash('sha256').update(`${seed}/${stream}`).digest();
    this.generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => hash.readInt32LE(at)));
  }

  draw(logits: Float32Array): number {
    const choices = candidates(logits, this.options);
    let left = uniformFloat64(this.generator);
    for (const { id, probability } of choices) {
      left -= probability;
      if (left < 0) return id;
    }
    return choices.at(-1)!.id;
  }
}
