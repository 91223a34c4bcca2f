import { toEditRequest, type EditRequest } from '@msafeedit/dataset';
import type { StudyData } from '../plan/StudyData.js';
import { isJoint, isUnedited, type StudyUnit } from '../plan/StudyPlan.js';
import type { StudyConfig } from '../StudyConfig.js';

/** EasyEdit keeps the layer of a run's first sample, so a study in its mode does unless told otherwise. */
export function keepsFirstLayer({ edit }: StudyConfig): boolean {
  return (edit.relocate ?? (edit.mode === 'easyedit' ? 'first' : 'each')) === 'first';
}

/** What that layer is located with, in a language. */
export const firstRequest = (language: string, data: StudyData): EditRequest =>
  toEditRequest(data.get(language)![0]!);

/** What a unit's layer follows from, where it is not the unit's own texts: with another first sample its answers may be others. */
export function requestsOfLayer(
  unit: StudyUnit,
  { config, data }: { readonly config: StudyConfig; readonly data: StudyData },
): readonly EditRequest[] {
  const isConfigured = !isUnedited(unit) && (isJoint(unit) || unit.layer === 'configured');
  if (!isConfigured || !keepsFirstLayer(config) || typeof config.edit.layer === 'number') return [];
  return [firstRequest(unit.language, data)];
}
