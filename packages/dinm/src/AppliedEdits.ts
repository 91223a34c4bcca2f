import type { CausalLM } from '@msafeedit/runtime';

/** The edits that stand in one layer of a model, and the matrix without them. */
interface LayerEdits {
  readonly original: Float32Array;
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
  const state = layers.get(layer) ?? { original: await model.readDownProj(layer), edits: [] };
  layers.set(layer, state);
  state.edits.push(values);
  write(model, layer, state);
  let stands = true;
  return () => {
    if (!stands) return;
    stands = false;
    state.edits.splice(state.edits.lastIndexOf(values), 1);
    if (state.edits.length === 0) layers.delete(layer);
    write(model, layer, state);
  };
}

function write(model: CausalLM, layer: number, { original, edits }: LayerEdits): void {
  const sum = original.slice();
  for (const values of edits) for (let index = 0; index < sum.length; index++) sum[index]! += values[index]!;
  model.writeDownProj(layer, sum);
}
