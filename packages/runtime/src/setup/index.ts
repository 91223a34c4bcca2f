export { cacheFolder } from './cacheFolder.js';
export { findDemoModel, type InstalledModel, setupDemoModel } from './setupDemoModel.js';
export { findTensorflow, type InstalledTensorflow, setupTensorflow } from './setupTensorflow.js';
export { inspectSetup, type SetupCheck } from './inspectSetup.js';
export type { SetupEvent, SetupOptions } from './SetupOptions.js';
