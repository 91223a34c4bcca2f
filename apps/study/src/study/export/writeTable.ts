import { open, type FileHandle } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { parquetWriteFile, type ColumnSource } from 'hyparquet-writer';
import type { ColumnType, ExportTable } from './ExportTable.js';

export const tableFormats = ['jsonl', 'csv', 'parquet'] as const;
export type TableFormat = (typeof tableFormats)[number];

/** So many rows are turned into text at a time: a text of all answers could be longer than a string may be. */
const rowsAtOnce = 500;

/** Writes a table as one new file; the same table always gives the same bytes. */
export async function writeTable(table: ExportTable, format: TableFormat, file: string): Promise<void> {
  if (format === 'parquet') {
    parquetWriteFile({ filename: file, columnData: parquetColumns(table), createdBy: 'msafeedit' });
    return;
  }
  await withNewFile(file, async (handle) => {
    if (format === 'csv') await handle.write(stringify([table.columns.map(({ name }) => name)]));
    for (let from = 0; from < table.rows; from += rowsAtOnce) {
      const length = Math.min(rowsAtOnce, table.rows - from);
      const rows = Array.from({ length }, (_, index) => table.row(from + index));
      await handle.write(format === 'csv' ? toCsv(rows) : toJsonl(table, rows));
    }
  });
}

async function withNewFile(file: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await write(handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

type Rows = readonly (readonly unknown[])[];

function toJsonl({ columns }: ExportTable, rows: Rows): string {
  return rows
    .map((row) => `${JSON.stringify(Object.fromEntries(columns.map(({ name }, at) => [name, row[at]])))}\n`)
    .join('');
}

function toCsv(rows: Rows): string {
  return stringify(
    rows.map((row) => row.map(toText)),
    { quoted_string: true },
  );
}

/** A number stays one, so that only texts are in quotes; `true`, `false` and JSON columns become texts. */
function toText(value: unknown): string | number | undefined {
  if (value === undefined || typeof value === 'string' || typeof value === 'number') return value;
  return JSON.stringify(value);
}

function parquetColumns(table: ExportTable): ColumnSource[] {
  const cells = table.columns.map((): unknown[] => []);
  for (let index = 0; index < table.rows; index++)
    table.row(index).forEach((value, at) => cells[at]!.push(value ?? null));
  return table.columns.map(({ name, type, optional }, at) => ({
    name,
    nullable: optional,
    ...toParquet(type, cells[at]!),
  }));
}

function toParquet(type: ColumnType, cells: readonly unknown[]): Pick<ColumnSource, 'type' | 'data'> {
  const filled = (convert: (value: unknown) => unknown): unknown[] =>
    cells.map((value) => (value === null ? null : convert(value)));
  switch (type) {
    case 'string':
      return { type: 'STRING', data: [...cells] };
    case 'boolean':
      return { type: 'BOOLEAN', data: [...cells] };
    case 'number':
      return { type: 'DOUBLE', data: [...cells] };
    case 'integer':
      return { type: 'INT64', data: filled((value) => BigInt(Number(value))) };
    case 'json':
      return { type: 'STRING', data: filled((value) => JSON.stringify(value)) };
    case 'id':
      return cells.every((value) => value === null || typeof value === 'number')
        ? { type: 'INT64', data: filled((value) => BigInt(value as number)) }
        : { type: 'STRING', data: filled(String) };
  }
}
