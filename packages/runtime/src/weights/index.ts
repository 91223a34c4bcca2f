export type { StoredNumbers, TensorInfo, WeightSource } from './WeightSource.js';
export { nearest, toFloat32, toHalf } from './storedNumbers.js';
export { LoadingMemory } from './LoadingMemory.js';
export { withKnownNames } from './knownNames.js';
export { openSafetensorsFile } from './openSafetensorsFile.js';
export { openWeightsFolder } from './openWeightsFolder.js';
export { writeSafetensors } from './writeSafetensors.js';
export { openGguf } from './openGguf.js';
