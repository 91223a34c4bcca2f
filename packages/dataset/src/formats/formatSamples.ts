import { stringify } from '#csv-stringify';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { DatasetError } from '../DatasetError.js';
import type { Sample } from '../Sample.js';
import { toRecord } from '../toRecord.js';
import type { DataFormat } from './DataFormat.js';
import { fromId, toRow, usedColumns, type TableColumn } from './tableRow.js';

/**
 * The bytes of a data set's file. What a format writes, `readSamples` reads back, the very same samples, save one thing: half
 * of a surrogate pair is no character and has no UTF-8, so CSV and Parquet refuse it, while JSON and JSONL keep it as an
 * escape (`\ud83d`).
 * @throws {DatasetError} `sample`: a text has half a surrogate pair, and the format can't hold it
 */
export function formatSamples(samples: readonly Sample[], format: DataFormat): Uint8Array {
  switch (format) {
    case 'json':
      return utf8(`${JSON.stringify(samples.map(toRecord), null, 2)}\n`);
    case 'jsonl':
      return utf8(samples.map((sample) => `${JSON.stringify(sample)}\n`).join(''));
    case 'csv':
      return formatCsv(toTable(samples, 'CSV'));
    case 'parquet':
      return formatParquet(toTable(samples, 'Parquet'));
  }
}

interface SampleTable {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly ReturnType<typeof toRow>[];
}

function toTable(samples: readonly Sample[], format: string): SampleTable {
  const rows = samples.map(toRow);
  rows.forEach((row, index) => {
    const broken = Object.entries(row).find(
      ([, cell]) => typeof cell === 'string' && /\p{Surrogate}/u.test(cell),
    );
    if (broken)
      throw new DatasetError(
        'sample',
        `Sample ${String(samples[index]!.id)}: "${broken[0]}" has half a surrogate pair in it, which ${format} can't hold; ` +
          'correct the text, or write JSON or JSONL.',
      );
  });
  return { columns: usedColumns(rows), rows };
}

function formatCsv({ columns, rows }: SampleTable): Uint8Array {
  const cells = rows.map((row) =>
    columns.map((column) => (isIdColumn(column) ? fromId(row[column]!) : (row[column] ?? ''))),
  );
  return utf8(stringify([columns, ...cells], { quoted_string: true }));
}

function formatParquet({ columns, rows }: SampleTable): Uint8Array {
  const columnData = columns.map((name) => {
    const cells = rows.map((row) => row[name] ?? null);
    if (isIdColumn(name) && cells.every((cell) => typeof cell === 'number'))
      return { name, type: 'INT64' as const, nullable: false, data: cells.map((cell) => BigInt(cell)) };
    const data = isIdColumn(name) ? cells.map((cell) => fromId(cell!)) : cells;
    return { name, type: 'STRING' as const, nullable: cells.includes(null), data };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'msafeedit' }));
}

function isIdColumn(column: TableColumn): boolean {
  return column === 'id' || column === 'sourceId';
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
