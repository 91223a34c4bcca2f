import type { DecoderRunner } from '../models/DecoderRunner.js';
import type { Tokenizer } from '../tokenizer/index.js';
import type { BatchLimits } from './planBatches.js';

/** What of a model answers prompts. */
export interface GenerationModel {
  readonly runner: DecoderRunner;
  readonly tokenizer: Tokenizer;
  readonly padTokenId: number;
  readonly eosTokenIds: ReadonlySet<number>;
  readonly batchLimits: BatchLimits;
}
