import type { DeviceTensor, Feeds } from '../engines/Engine.js';
import type { PaddedBatch } from '../models/tokenBatches.js';

/** What is kept of one pass over prompts. */
interface KnownPass {
  /** The residual stream after attention of some layers, from which a run can go on: `[batch length, hidden]`. */
  readonly residuals: Map<number, DeviceTensor>;
  /** Of the first layers: `[batch, kvHeads, length, headDim]` */
  readonly keys: DeviceTensor[];
  readonly values: DeviceTensor[];
}

/** How a pass is run with what is known of it. */
export interface PassWithCache {
  /** What is fed instead of being computed. */
  readonly feeds: Feeds;
  /** What is to be computed besides, for `keep`. */
  readonly outputs: readonly string[];
  /** Takes what was computed. */
  keep(results: Readonly<Record<string, DeviceTensor>>): void;
}

/**
 * Keeps what the layers up to an edited one compute of prompts. An edit changes nothing below its layer, so that the same
 * prompts, asked after another edit of that layer or of one above, are read from that layer on. The answers are those that
 * there would be without it. Made by `CausalLM.createPromptCache`; give it to `generate`, and dispose of it in the end.
 */
export class PromptCache implements Disposable {
  private readonly passes = new Map<string, KnownPass>();
  private taken = 0;
  private isFull: boolean;

  /** @param maxBytes what it may keep; once a pass would be more, no others are kept */
  constructor(readonly maxBytes: number) {
    this.isFull = maxBytes <= 0;
  }

  /** Bytes that are kept. */
  get bytes(): number {
    return this.taken;
  }

  /**
   * @param position of the batch's first column
   * @param changed the lowest layer that is edited; undefined where none is
   */
  plan(batch: PaddedBatch, position: number, changed: number | undefined): PassWithCache {
    const key = [position, batch.length, ...batch.starts, ...batch.ids].join(' ');
    const known = this.passes.get(key);
    const top = changed ?? Number.POSITIVE_INFINITY;
    const start = Math.max(-1, ...[...(known?.residuals.keys() ?? [])].filter((layer) => layer <= top));
    const feeds: Record<string, DeviceTensor> = {};
    if (known && start >= 0) {
      feeds[`residual.${start}`] = known.residuals.get(start)!;
      for (let layer = 0; layer <= start; layer++) {
        feeds[`keys.${layer}`] = known.keys[layer]!;
        feeds[`values.${layer}`] = known.values[layer]!;
      }
    }
    if (changed === undefined || start === changed || this.isFull)
      return { feeds, outputs: [], keep: () => undefined };
    const outputs = [`residual.${changed}`];
    for (let layer = known?.keys.length ?? 0; layer <= changed; layer++)
      outputs.push(`keys.${layer}`, `values.${layer}`);
    return {
      feeds,
      outputs,
      keep: (results) => {
        this.keep(key, changed, results);
      },
    };
  }

  /** Lets go of what is kept; it can be used on. `generate` does so where memory runs out. */
  clear(): void {
    for (const { residuals, keys, values } of this.passes.values())
      for (const tensor of [...residuals.values(), ...keys, ...values]) tensor.dispose();
    this.passes.clear();
    this.taken = 0;
    this.isFull = this.maxBytes <= 0;
  }

  dispose(): void {
    this.clear();
  }

  [Symbol.dispose](): void {
    this.clear();
  }

  private keep(key: string, layer: number, results: Readonly<Record<string, DeviceTensor>>): void {
    const bytes = Object.values(results).reduce((sum, tensor) => sum + bytesOf(tensor), 0);
    this.isFull = this.taken + bytes > this.maxBytes;
    if (this.isFull) {
      for (const tensor of Object.values(results)) tensor.dispose();
      return;
    }
    this.taken += bytes;
    const pass = this.passes.get(key) ?? { residuals: new Map<number, DeviceTensor>(), keys: [], values: [] };
    this.passes.set(key, pass);
    pass.residuals.set(layer, results[`residual.${layer}`]!);
    for (let each = pass.keys.length; each <= layer; each++) {
      pass.keys.push(results[`keys.${each}`]!);
      pass.values.push(results[`values.${each}`]!);
    }
  }
}

/** Of half precision it counts twice what there is. */
const bytesOf = ({ shape }: DeviceTensor): number => 4 * shape.reduce((product, size) => product * size, 1);
