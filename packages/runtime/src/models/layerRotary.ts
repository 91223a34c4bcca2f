import type { ModelConfig } from './ModelConfig.js';

/** By which of a model's settings a layer rotates. */
export type LayerRotary = 'rotary' | 'windowRotary';

/** @param window the layer's, of `config.windows` */
export const layerRotary = ({ windowRotary }: ModelConfig, window: number | undefined): LayerRotary =>
  window !== undefined && windowRotary ? 'windowRotary' : 'rotary';

/** All by which a model's layers rotate: none where positions are learned. */
export const rotariesOf = (config: ModelConfig): LayerRotary[] =>
  config.rotaryDim === 0 ? [] : [...new Set(config.windows.map((window) => layerRotary(config, window)))];

/** The placeholder of a table or a matrix: `cos`, or `cos.window` for layers that rotate by `windowRotary`. */
export const rotaryName = (name: 'cos' | 'sin' | 'rotation', which: LayerRotary): string =>
  which === 'rotary' ? name : `${name}.window`;
