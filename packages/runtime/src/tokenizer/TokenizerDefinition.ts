import type { AddedToken } from './AddedTokens.js';

/** One step of tokenizer.json (a normalizer, a pre-tokenizer, a post-processor, a decoder), as it stands there. */
export interface StepConfig {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** Byte-pair encoding: the vocabulary, and the merges in the order in which they apply. */
export interface BytePairModel {
  readonly kind: 'bpe';
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly merges: readonly (readonly [string, string])[];
  readonly ignoreMerges: boolean;
  readonly byteFallback: boolean;
  readonly unknownToken: string | undefined;
  readonly fuseUnknown: boolean;
}

/** A model that @huggingface/tokenizers runs: Unigram, WordPiece, BPE with word suffixes. */
export interface LibraryModel {
  readonly kind: 'library';
  readonly config: StepConfig;
}

/** All that says how a tokenizer works, whether it came from tokenizer.json or from a GGUF file's metadata. */
export interface TokenizerDefinition {
  /** The file, for errors. */
  readonly source: string;
  readonly model: BytePairModel | LibraryModel;
  readonly addedTokens: readonly AddedToken[];
  readonly normalizer: StepConfig | null;
  readonly preTokenizer: StepConfig | null;
  readonly postProcessor: StepConfig | null;
  readonly decoder: StepConfig | null;
  /** Where set, BOS in front (EOS at the end) is added or not, whatever the post-processor says. */
  readonly addBos: boolean | undefined;
  readonly addEos: boolean | undefined;
  readonly named: NamedTokens;
  readonly chatTemplate: string | undefined;
}

/** The special tokens that have a part to play, by their text. */
export interface NamedTokens {
  readonly bos_token?: string;
  readonly eos_token?: string;
  readonly pad_token?: string;
  readonly unk_token?: string;
}
