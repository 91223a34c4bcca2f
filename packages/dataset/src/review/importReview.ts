import { nearestKey } from '../describeIssues.js';
import type { FieldProvenance } from '../Provenance.js';
import { recordError } from '../recordError.js';
import type { Sample } from '../Sample.js';
import { sampleFieldNames, sampleTexts, withTexts, type SampleField } from '../sampleFields.js';
import { readReview, type ReviewRow } from './readReview.js';

export interface ImportReviewOptions {
  /** The review file's name, for messages. */
  readonly source: string;
  /** Who corrected, in rows that don't say so. */
  readonly reviewer?: string | undefined;
  /** When; default now. */
  readonly at?: Date;
}

/** A text that a person changed. */
export interface Correction {
  readonly id: Sample['id'];
  readonly field: SampleField;
  readonly before: string;
  readonly after: string;
  readonly by: string;
  /** The language that the text was translated from. */
  readonly from: string;
  readonly note?: string;
}

export interface ImportedReview {
  /** All samples in their order, with the corrections and, in their provenance, who made them, when, and from what. */
  readonly samples: readonly Sample[];
  readonly corrections: readonly Correction[];
  /** Rows without a correction. */
  readonly unchanged: number;
}

/**
 * Puts a review file's corrections into the samples that it was exported from, all or none.
 * @param csv the file's text
 * @throws {DatasetError} `format`: see `readReview`; `record`: all rows that can't be applied, each with its number: an id or
 * field that isn't there, a text that changed since the export, two corrections of one text, no reviewer
 */
export function importReview(
  csv: string,
  samples: readonly Sample[],
  { source, reviewer, at = new Date() }: ImportReviewOptions,
): ImportedReview {
  const rows = readReview(csv, source);
  const byId = new Map(samples.map((sample) => [String(sample.id), sample]));
  const corrections = new Map<string, Correction>();
  const problems: string[] = [];
  for (const row of rows) {
    const result = readRow(row, byId.get(row.id.trim()), reviewer);
    if (result === undefined) continue;
    const place = `row ${row.row}: id ${row.id}, field "${row.field}"`;
    if (typeof result === 'string') problems.push(`${place}: ${result}`);
    else if (corrections.has(keyOf(result)))
      problems.push(`${place}: there is a correction of this text above`);
    else corrections.set(keyOf(result), result);
  }
  if (problems.length > 0) throw recordError(problems, source);
  const all = [...corrections.values()];
  return {
    samples: samples.map((sample) =>
      correct(
        sample,
        all.filter(({ id }) => id === sample.id),
        at,
      ),
    ),
    corrections: all,
    unchanged: rows.length - all.length,
  };
}

/** The row's correction; `undefined`: it has none; a text: what is wrong with it. */
function readRow(
  row: ReviewRow,
  sample: Sample | undefined,
  reviewer: string | undefined,
): Correction | string | undefined {
  if (!sample) return 'the data set has no sample with this id';
  if (row.language !== '' && row.language !== sample.language)
    return `the row is in "${row.language}", the data set's sample in "${sample.language}"`;
  const name = row.field.trim();
  const field = sampleFieldNames.find((known) => known === name);
  if (!field) {
    const near = nearestKey(name, sampleFieldNames);
    return `there is no such field${near === undefined ? '' : `; did you mean "${near}"?`}`;
  }
  const before = new Map(sampleTexts(sample)).get(field);
  if (before === undefined) return 'the sample has no such field';
  const after = sameLineEnds(row.correction);
  if (sameLineEnds(row.translation) !== sameLineEnds(before))
    return (
      'the translation in this row is not the one in the data set; a new text belongs into the column "correction", ' +
      'and if the data set changed since, it must be exported anew, so that nothing newer is lost'
    );
  if (after.trim() === '' || after === sameLineEnds(before)) return undefined;
  const by = row.reviewer.trim() || (reviewer ?? '');
  if (by === '') return 'nobody is named as its reviewer';
  const from = row.from.trim() || (sample.provenance?.[field]?.from ?? '');
  if (from === '') return 'the column "from" must name the language that it was translated from';
  const note = row.note.trim();
  return { id: sample.id, field, before, after, by, from, ...(note !== '' && { note }) };
}

/** A spreadsheet program may change the line ends within a cell. */
function sameLineEnds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

function correct(sample: Sample, corrections: readonly Correction[], at: Date): Sample {
  if (corrections.length === 0) return sample;
  const provenance = corrections.map(
    ({ field, by, from, before, note }): readonly [SampleField, FieldProvenance] => [
      field,
      { how: 'corrected', by, from, at: at.toISOString(), before, ...(note !== undefined && { note }) },
    ],
  );
  const corrected = withTexts(sample, new Map(corrections.map(({ field, after }) => [field, after])));
  return { ...corrected, provenance: { ...sample.provenance, ...Object.fromEntries(provenance) } };
}

function keyOf({ id, field }: Pick<Correction, 'id' | 'field'>): string {
  return `${id} ${field}`;
}
