import type { CausalLM } from '@msafeedit/runtime';

/** The edits that stand in one layer of a model, and the matrix without them. */
interface LayerEdits {
  readonly original: Promise<Float32Array>;
  readonly edits: Float32Array[];
}

const applied = new WeakMap<CausalLM, Map<number, LayerEdits>>();

/**
 * Adds `values` to a layer's `downProj` and gives the function that takes them back. The original matrix is kept while
 * any edit stands, so that taking back all of them, in any order, leaves it bit for bit as it was.
 */
export async function addToLayer(model: CausalLM, layer: number, values: Float32Array): Promise<() => void> {
  const layers = applied.get(model) ?? new Map<number, LayerEdits>();
  applied.set(model, layers);
  const state = layers.get(layer) ?? { original: model.readDownProj(layer), edits: [] };
  layers.set(layer, state);
  // before anything is awaited: two edits that are applied at once share one original
  state.edits.push(values);

  const remove = (): void => {
    state.edits.splice(state.edits.lastIndexOf(values), 1);
    if (state.edits.length === 0) layers.delete(layer);
  };
  let original: Float32Array;
  try {
    original = await state.original;
    write(model, layer, original, state.edits);
  } catch (error) {
    remove();
    throw error;
  }

  let stands = true;
  return () => {
    if (!stands) return;
    stands = false;
    remove();
    write(model, layer, original, state.edits);
  };
}

/** How many edits stand in a model. */
export function countEdits(model: CausalLM): number {
  let count = 0;
  for (const { edits } of applied.get(model)?.values() ?? []) count += edits.length;
  return count;
}

function write(model: CausalLM, layer: number, original: Float32Array, edits: readonly Float32Array[]): void {
  const sum = original.slice();
  for (const values of edits) for (let index = 0; index < sum.length; index++) sum[index]! += values[index]!;
  model.writeDownProj(layer, sum);
}
