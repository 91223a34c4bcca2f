import { createHash } from 'node:crypto';
import type { CausalLM } from '@msafeedit/runtime';

/** SHA-256 of each layer's `downProj`, bit for bit: NaN equals itself and -0 is not 0. */
export async function matrixDigests(model: CausalLM): Promise<string[]> {
  const layers: string[] = [];
  for (let layer = 0; layer < model.config.layers; layer++) {
    const { buffer, byteOffset, byteLength } = await model.readDownProj(layer);
    layers.push(
      createHash('sha256')
        .update(new Uint8Array(buffer, byteOffset, byteLength))
        .digest('hex'),
    );
  }
  return layers;
}
