export { dinm } from './dinm.js';
export { DinmError, type DinmErrorCode } from './DinmError.js';
export { type DinmMode, type DinmOptions, easyeditSuffix, type StepLoss } from './DinmOptions.js';
export { type DinmSettings, dinmSettings, type EditSettings } from './DinmSettings.js';
export { EditDelta, type EditDeltaParts, withEdit } from './EditDelta.js';
export type { EditRequest } from './EditRequest.js';
export { type Preset, type PresetName, presets } from './presets.js';
