import type { EditDelta } from '@msafeedit/dinm';
import type { EditUnit, JointUnit } from '../plan/StudyPlan.js';
import type { StoredEdit } from '../store/ResultStore.js';

/** An edit, without its matrix. */
export function editRow(
  { key, model, condition, language }: EditUnit | JointUnit,
  sample: number | string,
  delta: EditDelta,
  {
    layerChoice,
    distances,
  }: { layerChoice: StoredEdit['layerChoice']; distances?: readonly number[] | undefined },
): StoredEdit {
  return {
    ...{ unit: key, model, condition, language, sample, layerChoice },
    layer: delta.layer,
    ...(distances && { distances }),
    losses: delta.losses,
    deltaNorm: delta.norm,
    seconds: delta.seconds,
  };
}
