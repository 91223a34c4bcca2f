export type { StoredDtype, TensorInfo, WeightSource } from './WeightSource.js';
export { openSafetensorsFile } from './openSafetensorsFile.js';
export { openWeightsFolder } from './openWeightsFolder.js';
export { writeSafetensors, type WritableTensor } from './writeSafetensors.js';
export { openGguf, type GgufFile } from './openGguf.js';
export type { GgufValue } from './GgufValue.js';
