/** Hugging Face's `rope_parameters` of type `llama3`, without the base frequency. */
export interface Llama3RopeScaling {
  readonly rope_type: 'llama3';
  readonly factor: number;
  readonly low_freq_factor: number;
  readonly high_freq_factor: number;
  readonly original_max_position_embeddings: number;
}

/** Every LLaMA 3 has these; only their ratio counts, since the original context scales both. */
const LOW = 1;
const HIGH = 4;

/**
 * Finds the llama3 rope scaling behind the factors that llama.cpp's converter stores as
 * `rope_freqs.weight`: the original context isn't in the metadata, so the powers of two are tried.
 * Any that gives the same factors is right, since the factors are all that the scaling does.
 *
 * @param factors `[headDim / 2]`: how much slower each frequency turns
 * @param ropeTheta the base of the frequencies
 * @returns undefined where no llama3 scaling gives these factors
 */
export function llama3RopeScaling(factors: Float32Array, ropeTheta: number): Llama3RopeScaling | undefined {
  const factor = Math.max(...factors);
  // LLaMA 3's own context first, so that the usual file says what its config.json said.
  const contexts = [8192, ...Array.from({ length: 17 }, (_, i) => 2 ** (i + 4))];
  const context = contexts.find((candidate) => {
    const expected = llama3RopeFactors(factors.length, ropeTheta, factor, candidate);
    return expected.every((value, i) => Math.abs(value - factors[i]!) <= 1e-4 * value);
  });
  if (context === undefined || factor < 1) return undefined;
  return {
    rope_type: 'llama3',
    factor,
    low_freq_factor: LOW,
    high_freq_factor: HIGH,
    original_max_position_embeddings: context,
  };
}

/** Transformers' `_compute_llama3_parameters` as factors: long waves are slowed down, short ones kept. */
function llama3RopeFactors(length: number, ropeTheta: number, factor: number, context: number): number[] {
  return Array.from({ length }, (_, i) => {
    const wave = 2 * Math.PI * ropeTheta ** (i / length);
    if (wave < context / HIGH) return 1;
    if (wave > context / LOW) return factor;
    const smooth = (context / wave - LOW) / (HIGH - LOW);
    return 1 / ((1 - smooth) / factor + smooth);
  });
}
