export { DatasetError, type DatasetErrorCode } from './DatasetError.js';
export { safeEditRecord, type SafeEditRecord } from './SafeEditRecord.js';
export {
  findSample,
  toEditRequest,
  toSample,
  toTestPrompts,
  type EditRequest,
  type GeneralizationTest,
  type Sample,
  type TestPrompts,
} from './Sample.js';
export { parseSamples } from './parseSamples.js';
export { readSamples } from './readSamples.js';
export { mini } from './mini/mini.js';
export { miniRecords } from './mini/miniRecords.js';
export { splitText, type SplitText, type SplitTextOptions } from './splitText/splitText.js';
