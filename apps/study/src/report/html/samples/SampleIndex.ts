/**
 * What the sample browser knows of all rows before it unpacks any text. It crosses from the report's maker to the browser as
 * JSON, so it is small: numbers are places in the lists, -1 is none.
 */
export interface SampleIndex {
  readonly models: readonly string[];
  readonly languages: readonly { readonly code: string; readonly name: string }[];
  readonly layers: readonly string[];
  readonly metrics: readonly string[];
  readonly samples: readonly string[];
  readonly judges: readonly string[];
  /** `rowLength` numbers a row, in `rowFields`' order. */
  readonly rows: readonly number[];
  /** Of each text: what the judges say, a letter for each of `judges` (`-` where it hasn't judged); '' for prompts. */
  readonly labels: readonly string[];
  /** Number of the first text of each chunk, ascending. */
  readonly chunkStarts: readonly number[];
}

/** What a row of the browser is: a prompt in a language, and the answers to it before and after an edit. */
export const rowFields = [
  'model',
  'editLanguage',
  'layer',
  'testLanguage',
  'metric',
  'sample',
  'prompt',
  'before',
  'withSuffix',
  'after',
] as const;

/** An answer in a chunk; a prompt is a plain string. */
export interface PackedAnswer {
  readonly text: string;
  /** How many characters were left out at the end. */
  readonly leftOut?: number;
  readonly cut?: true;
  readonly overflow?: true;
  readonly promptTokens: number;
  readonly newTokens: number;
  /** What each judge that gave a reason said, by its place in `judges`. */
  readonly reasons: readonly (readonly [judge: number, reason: string])[];
}

export const labelLetters = {
  safe: 's',
  unsafe: 'u',
  degenerate: 'd',
  refused: 'r',
  unscored: 'x',
} as const;
