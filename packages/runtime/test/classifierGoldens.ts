import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Random RoBERTa classifiers; see the README beside each. */
const classifiers = {
  'tiny-roberta-classifier': 'goldens/tiny-roberta-classifier',
  'roberta-float16': 'more-goldens/roberta-float16',
  'roberta-bfloat16': 'more-goldens/roberta-bfloat16',
} as const;
export type ClassifierName = keyof typeof classifiers;
export const classifierNames = Object.keys(classifiers) as ClassifierName[];

/** What transformers computed with one. */
export interface ClassifierGolden {
  readonly texts: readonly string[];
  readonly max_length: number;
  /** In one of them padded on the right. */
  readonly input_ids: readonly (readonly number[])[];
  readonly logits: readonly (readonly number[])[];
  /** Names, or numbers where the model has no names for its classes. */
  readonly labels: readonly (string | number)[];
}

/** The folder of a classifier, in Hugging Face's layout. */
export const classifierFolder = (name: ClassifierName): string =>
  fileURLToPath(new URL(`fixtures/${classifiers[name]}`, import.meta.url));

export const classifierGolden = (name: ClassifierName): ClassifierGolden =>
  JSON.parse(readFileSync(`${classifierFolder(name)}/golden/golden.json`, 'utf8')) as ClassifierGolden;
