import type { ModelConfig } from './ModelConfig.js';

/** A kind of model: what sets it apart from the plain decoder. */
export interface ModelFamily {
  /** `model_type` in config.json. */
  readonly modelType: string;
  /** Reads a config.json; `source` is named in errors. */
  readonly parseConfig: (raw: unknown, source: string) => ModelConfig;
}
