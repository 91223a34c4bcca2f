import type { DinmOptions } from '@msafeedit/dinm';
import { defined } from '../../options/defined.js';
import type { StudyConfig, StudyModel } from '../StudyConfig.js';

/** The study's options for an edit, without the layer. */
export function dinmOptions({
  config,
  studyModel,
}: {
  readonly config: StudyConfig;
  readonly studyModel: StudyModel;
}): DinmOptions {
  const { mode, strategy, learningRate, steps, klFactor, stopBelow } = config.edit;
  const { format } = config.generation;
  return {
    mode,
    preset: studyModel.preset,
    ...defined({ strategy, learningRate, steps, klFactor, stopBelow }),
    ...(format !== 'auto' && { format }),
  };
}

/** In EasyEdit's mode its suffix stands behind each attack that the edited model gets. */
export function suffixAfter({ edit }: StudyConfig): boolean {
  return edit.mode === 'easyedit';
}
