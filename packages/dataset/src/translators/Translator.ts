/** Which languages, as BCP 47 codes of `languages`, and how to stop. */
export interface TranslateOptions {
  readonly from: string;
  readonly to: string;
  readonly signal?: AbortSignal;
}

/** Something that translates: a service, a model, a program. */
export interface Translator {
  /** Names the service and what its texts depend on; part of the cache's key and of each field's provenance. */
  readonly name: string;
  /** What else its translations depend on: model, version of our prompt; part of the cache's key too. */
  readonly version: string;
  /** What one request may hold; longer texts are split before they are given to `translate`. */
  readonly limits: TranslatorLimits;
  /**
   * Translates each text by itself. The pipeline gives it at most `limits.textsPerRequest` texts of together at most
   * `limits.charactersPerRequest` UTF-16 code units, and runs up to `limits.concurrency` calls at once.
   * @returns the translations in the order of `texts`
   * @throws {ServiceError} see there: it tells whether trying again can help
   */
  translate(texts: readonly string[], options: TranslateOptions): Promise<readonly Translation[]>;
  /** Whether it knows this pair; the pipeline asks before it sends anything. */
  supports(from: string, to: string): boolean;
  /** What a number of source characters costs in US dollars, where that is known. */
  estimateCost?(characters: number, to: string): number;
}

export interface TranslatorLimits {
  readonly textsPerRequest: number;
  readonly charactersPerRequest: number;
  readonly concurrency: number;
}

/** A translated text, or that the service declined to translate this one (a model's refusal), which no retry changes. */
export type Translation = { readonly text: string } | { readonly refused: string };
