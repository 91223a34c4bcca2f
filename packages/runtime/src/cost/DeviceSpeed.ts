/** How fast a device computes, as far as the time of a language model's work follows from it. */
export interface DeviceSpeed {
  /** Floating-point operations a second in products of large matrices. */
  readonly flops: { readonly float32: number; readonly half: number };
  /** Bytes a second that are read from, or written to, its memory. */
  readonly bandwidth: number;
  /** Seconds until an operation of the graph is under way. */
  readonly perOperation: number;
  /** Whether operations are started while those before them are still computed, so that only the longer of both counts. */
  readonly startsAhead: boolean;
  /**
   * How often a matrix passes through memory where several rows are multiplied by it: processors' libraries arrange its numbers
   * anew for each product.
   */
  readonly passesOfWeights: number;
  /** As many times as long as at the memory's speed it takes to read keys and values, whose products are small and many. */
  readonly passesOfCaches: number;
}

/** Of what a card's maker states, large products and long reads reach about so much; held to an H200 (docs/gpu.md). */
const reached = { flops: 0.4, bandwidth: 0.75 };

/** How TensorFlow computes on a card; `perOperation` held to an H200 on a virtual machine. */
export const onCards = {
  perOperation: 8.5e-6,
  startsAhead: true,
  passesOfWeights: 1,
  passesOfCaches: 1,
} as const;

function card(tensorFloat32: number, half: number, bandwidth: number): DeviceSpeed {
  return {
    flops: { float32: reached.flops * tensorFloat32 * 1e12, half: reached.flops * half * 1e12 },
    bandwidth: reached.bandwidth * bandwidth * 1e12,
    ...onCards,
  };
}

/**
 * Cards by what their makers state (without sparsity): TFLOP/s of float32 products, which TensorFlow computes in TF32 on them,
 * and of half precision; TB/s. Source: NVIDIA's data sheets of the A100 80GB SXM, the H100 SXM and the H200 SXM; an A800 has the A100's chip.
 */
export const cardSpeeds = {
  'a100-80gb': { memory: 80e9, speed: card(156, 312, 2.04) },
  'a800-80gb': { memory: 80e9, speed: card(156, 312, 2.04) },
  'h100-80gb': { memory: 80e9, speed: card(494, 989, 3.35) },
  'h200-141gb': { memory: 141e9, speed: card(494, 989, 4.8) },
} as const;

export type CardName = keyof typeof cardSpeeds;
export const cardNames = Object.keys(cardSpeeds) as CardName[];
