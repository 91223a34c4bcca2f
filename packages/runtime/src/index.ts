export { CausalLM, type ForwardOptions, type ForwardResult, type Tensor } from './CausalLM.js';
export { engineNames, type DeviceTensor, type EngineName } from './engines/Engine.js';
export type { Answer, GenerateOptions, PromptFormat } from './generation/GenerateOptions.js';
export { loadCausalLM, type LoadOptions } from './loadCausalLM.js';
export type { ModelConfig } from './models/ModelConfig.js';
export { RuntimeError, type RuntimeErrorCode, throwIfAborted } from './RuntimeError.js';
export type { ChatMessage, Tokenizer } from './tokenizer/index.js';
export type { CachedPass, DownProjTrainer, StepLosses, TrainingStep } from './training/DownProjTrainer.js';
export { openSafetensorsFile, writeSafetensors } from './weights/index.js';
