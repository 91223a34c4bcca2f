export { dinm } from './dinm.js';
export { dinmSequence, type EditSequence, type SequenceOptions } from './dinmSequence.js';
export { DinmError, type DinmErrorCode } from './DinmError.js';
export { type DinmMode, type DinmOptions, easyeditSuffix, type StepLoss } from './DinmOptions.js';
export { type DinmSettings, dinmSettings, type EditSettings } from './DinmSettings.js';
export { EditDelta, type EditDeltaParts, type MergedEdit } from './EditDelta.js';
export type { EditRequest } from './EditRequest.js';
export {
  exportCheckpoint,
  type ExportedCheckpoint,
  type ExportedMatrix,
  type ExportOptions,
} from './exportCheckpoint.js';
export { mergeDeltas } from './mergeDeltas.js';
export { type Preset, type PresetName, presets } from './presets.js';
export { withEdit } from './withEdit.js';
