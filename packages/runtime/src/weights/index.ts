export type { StoredDtype, StoredNumbers, TensorInfo, WeightSource } from './WeightSource.js';
export { nearest, toFloat32, toHalf } from './storedNumbers.js';
export { LoadingMemory } from './LoadingMemory.js';
export { openSafetensorsFile } from './openSafetensorsFile.js';
export { openWeightsFolder } from './openWeightsFolder.js';
export { writeSafetensors, type WritableTensor } from './writeSafetensors.js';
export { openGguf, type GgufFile } from './openGguf.js';
export type { GgufValue } from './GgufValue.js';
