import { z } from 'zod';
import { optionProblems } from '../optionProblems.js';
import { RuntimeError } from '../RuntimeError.js';

/** How texts are classified. */
export interface ClassifyOptions {
  /**
   * At most so many tokens of a text count, the two special ones among them; what follows is cut off. Default 512, and
   * never more than the model has positions.
   */
  readonly maxLength?: number;
  readonly signal?: AbortSignal;
  /** Told how many of the texts are done, after each batch. */
  readonly onProgress?: (event: { readonly done: number; readonly total: number }) => void;
}

/** What the model says of one text. */
export interface Classification {
  readonly text: string;
  /** One number a class, in the order of `SequenceClassifier.labels`. */
  readonly logits: number[];
  /** The name of the class with the largest logit. */
  readonly label: string;
}

const schema = z.strictObject({
  maxLength: z.number().int().min(2).default(512),
  signal: z.unknown().optional(),
  onProgress: z.unknown().optional(),
});

/** Checks options and fills in defaults. @throws RuntimeError('input') */
export function classifySettings(options: ClassifyOptions): { readonly maxLength: number } {
  const parsed = schema.safeParse(options);
  if (parsed.success) return { maxLength: parsed.data.maxLength };
  const problems = optionProblems(parsed.error, Object.keys(schema.shape));
  throw new RuntimeError('input', `These options of a classifier can't be used: ${problems}.`);
}
