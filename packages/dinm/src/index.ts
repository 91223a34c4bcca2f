export { dinm } from './dinm.js';
export { DinmError, type DinmErrorCode } from './DinmError.js';
export {
  type DinmMode,
  type DinmOptions,
  type DinmSettings,
  easyeditSuffix,
  type StepLoss,
} from './DinmOptions.js';
export { EditDelta, type EditDeltaParts, withEdit } from './EditDelta.js';
export type { EditRequest } from './EditRequest.js';
export { type Preset, type PresetName, presets } from './presets.js';
