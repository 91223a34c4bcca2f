export { cacheFolder } from './cacheFolder.js';
export type { ModelTerms } from './artifacts.js';
export {
  findDemoModel,
  findModel,
  type InstalledModel,
  modelNames,
  modelTerms,
  setupDemoModel,
  setupModel,
  type SetupModelName,
  type SetupModelOptions,
} from './setupModel.js';
export { findCudaTensorflow, setupTensorflow, type TensorflowOptions } from './setupTensorflow.js';
export { type AddonOrigin, findTensorflow, type InstalledTensorflow } from './tensorflowFolder.js';
export { type Card, type CardSearch, findCards, type VisibleCard, visibleCards } from './findCards.js';
export { type CardProbe, probeCard } from './probeCard.js';
export { inspectSetup } from './inspectSetup.js';
export type { SetupCheck } from './SetupCheck.js';
export type { SetupEvent, SetupOptions } from './SetupOptions.js';
export { type AdapterInfo, adapterAdvice, dawnFlags, describeAdapter } from './webgpuAdapter.js';
