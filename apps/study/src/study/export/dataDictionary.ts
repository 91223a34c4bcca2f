import type { ColumnType, ExportTable } from './ExportTable.js';

const typeNames: Readonly<Record<ColumnType, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  id: 'whole number or text',
  json: 'JSON',
};

/** What each table and column means, as Markdown. */
export function dataDictionary(tables: readonly Omit<ExportTable, 'rows' | 'row'>[]): string {
  return tables
    .map(({ name, about, columns }) => {
      const rows = columns.map(
        (column) =>
          `| \`${column.name}\` | ${typeNames[column.type]}${column.optional ? ', may be absent' : ''} | ${column.about} |`,
      );
      return [
        `## ${name}`,
        '',
        about,
        '',
        '| column | type | what |',
        '| --- | --- | --- |',
        ...rows,
        '',
      ].join('\n');
    })
    .join('\n');
}
