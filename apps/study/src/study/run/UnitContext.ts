import type { EditRequest } from '@msafeedit/dataset';
import { findSample, toEditRequest, type Sample } from '@msafeedit/dataset';
import type { CausalLM, PromptCache } from '@msafeedit/runtime';
import type { StudyData } from '../plan/StudyData.js';
import { isJoint, isUnedited, type StudyUnit } from '../plan/StudyPlan.js';
import type { UnitRows } from '../store/ResultStore.js';
import type { StudyConfig, StudyModel } from '../StudyConfig.js';

/** What a unit needs of the world. */
export interface UnitContext {
  readonly config: StudyConfig;
  readonly studyModel: StudyModel;
  readonly model: CausalLM;
  readonly data: StudyData;
  /** The settings' name; part of the answers' keys. */
  readonly settings: string;
  /** Layers that were located for the first sample of a language, by language; filled in by the units. */
  readonly firstLayers: Map<string, LocatedLayer>;
  /** Of the sample that is edited with. */
  readonly promptCache?: PromptCache;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: UnitProgress) => void;
  /** Called when attacks begin to be asked together. */
  readonly onBatch: (batch: { readonly rows: number; readonly halved: boolean }) => void;
}

export interface UnitProgress {
  readonly step: 'edit' | 'answer';
  readonly fraction: number;
  /** New tokens so far. */
  readonly tokens: number;
}

export interface LocatedLayer {
  readonly layer: number;
  readonly distances: readonly number[];
}

/** What a unit found out; what is absent is none. */
export type UnitOutcome = Partial<UnitRows>;

/** What a unit edits with, in its order; nothing for the unedited model. */
export function requestsOf(unit: StudyUnit, data: StudyData): readonly EditRequest[] {
  if (isUnedited(unit)) return [];
  const ids: readonly Sample['id'][] = isJoint(unit) ? unit.samples : [unit.sample];
  return ids.map((id) => toEditRequest(findSample(data.get(unit.language)!, id, unit.language)));
}
