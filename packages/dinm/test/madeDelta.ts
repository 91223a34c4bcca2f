import type { CausalLM } from '@msafeedit/runtime';
import { dinmSettings } from '../src/DinmSettings.js';
import type { EditDeltaParts } from '../src/index.js';
import { EditDelta } from '../src/index.js';

/** A delta for a model that no edit made. */
export function madeDelta(model: CausalLM, layer: number, parts: Partial<EditDeltaParts> = {}): EditDelta {
  const [rows, columns] = model.downProjShape;
  return new EditDelta({
    parameter: model.downProjName(layer),
    layer,
    shape: model.downProjShape,
    values: Float32Array.from({ length: rows * columns }, (_, index) => Math.sin(index + layer)),
    baseModel: { source: model.source, fingerprint: model.fingerprint },
    settings: { ...dinmSettings({ suffix: 'Bitte "sehr" 请.' }, 'raw'), layer },
    losses: [
      { total: 0.5, edit: 0.25, constraint: 0.25 },
      { total: 0.1 + 0.2, edit: 0.3, constraint: 1e-17 },
    ],
    seconds: 1.25,
    ...parts,
  });
}
