import { stringify } from '#csv-stringify';
import type { Sample } from '../Sample.js';
import { sampleTexts, type SampleField } from '../sampleFields.js';
import { pairSamples } from '../quality/checkDataset.js';
import type { Finding } from '../quality/Finding.js';
import { reviewColumns, type ReviewColumn } from './reviewColumns.js';
import { toCell } from './spreadsheetCell.js';

export interface ExportReviewOptions {
  /** Of the checks; each marked text becomes a row. */
  readonly findings: readonly Finding[];
  /** Whether all texts become rows, not only the marked ones. Default false. */
  readonly all?: boolean;
}

/** A CSV for people, and how many texts are in it. */
export interface ExportedReview {
  readonly csv: string;
  readonly rows: number;
}

/**
 * Writes translations beside their sources for people to correct in a spreadsheet program: UTF-8 with a byte order mark,
 * without which Excel shows other scripts as garbage; no cell is run as a formula. `importReview` reads it back.
 * @throws {DatasetError} `sample`: no translation belongs to a source
 */
export function exportReview(
  sources: readonly Sample[],
  translations: readonly Sample[],
  { findings, all = false }: ExportReviewOptions,
): ExportedReview {
  const messages = messagesByText(findings);
  const rows = pairSamples(sources, translations).flatMap(({ source, translation }) => {
    const originals = new Map(sampleTexts(source));
    return sampleTexts(translation).flatMap(([field, text]) => {
      const found = messages.get(keyOf(translation.id, field)) ?? [];
      if (!all && found.length === 0) return [];
      const cells: Readonly<Record<ReviewColumn, string>> = {
        id: String(translation.id),
        language: translation.language,
        from: source.language,
        field,
        source: originals.get(field) ?? '',
        translation: text,
        findings: found.join('\n'),
        correction: '',
        note: '',
        reviewer: '',
      };
      return [reviewColumns.map((column) => toCell(cells[column]))];
    });
  });
  const csv = stringify([[...reviewColumns], ...rows], { bom: true, record_delimiter: 'windows' });
  return { csv, rows: rows.length };
}

function messagesByText(findings: readonly Finding[]): ReadonlyMap<string, readonly string[]> {
  const messages = new Map<string, string[]>();
  for (const { id, field, check, message } of findings) {
    const key = keyOf(id, field);
    messages.set(key, [...(messages.get(key) ?? []), `${check}: ${message}`]);
  }
  return messages;
}

function keyOf(id: Sample['id'], field: SampleField): string {
  return `${id} ${field}`;
}
