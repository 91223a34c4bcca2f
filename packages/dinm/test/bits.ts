import type { CausalLM } from '@msafeedit/runtime';

/** The bits of every layer's `downProj`, so that NaN equals itself and -0 is not 0. */
export async function downProjBits(model: CausalLM): Promise<Uint32Array[]> {
  const layers: Uint32Array[] = [];
  for (let layer = 0; layer < model.config.layers; layer++)
    layers.push(new Uint32Array((await model.readDownProj(layer)).slice().buffer));
  return layers;
}
