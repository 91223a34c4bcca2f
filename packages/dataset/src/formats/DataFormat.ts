import { DatasetError } from '../DatasetError.js';
import { fileExtension } from '../fileExtension.js';
import { namesAnyField } from '../recordShape.js';

/**
 * The forms that a data set is written in: `json` is SafeEdit's own (an array of records with its names, which EasyEdit
 * reads), `jsonl` one sample a line with our names, `csv` and `parquet` one sample a row with our names, dotted
 * (`constraint.answer`).
 */
export const dataFormats = ['json', 'jsonl', 'csv', 'parquet'] as const;

export type DataFormat = (typeof dataFormats)[number];

/**
 * The format that a file's name stands for.
 * @throws {DatasetError} `format`: for none
 */
export function formatOfFile(file: string): DataFormat {
  const extension = fileExtension(file);
  const found = dataFormats.find((format) => format === extension);
  if (found) return found;
  throw new DatasetError(
    'format',
    `${file}: its name doesn't say in which format it is to be written; let it end in ` +
      `${dataFormats.map((format) => `.${format}`).join(', ')}, or name the format.`,
  );
}

/** Whether a text is CSV: by the file's name, else since its first line names columns that we know. */
export function isCsv(text: string, source: string): boolean {
  const extension = fileExtension(source);
  if (extension === 'csv') return true;
  if (/^\s*[[{]/.test(text) || extension === 'json' || extension === 'jsonl') return false;
  const names = /^[^\r\n]*/
    .exec(text)![0]
    .split(',')
    .map((name) => name.replace(/^"|"$/g, ''));
  return names.length > 1 && namesAnyField(names.map((name) => name.split('.', 1)[0]!));
}

/** Whether the bytes are a Parquet file's. */
export function isParquet(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, 4)) === 'PAR1';
}
