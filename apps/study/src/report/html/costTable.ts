import { column, dataTable, type DataTable } from '../figures/DataTable.js';
import type { Speed } from '../numbers/ReportNumbers.js';

/** What the judges took. */
export function costTable({ judges }: Speed): DataTable {
  return dataTable<Speed['judges'][number]>(judges, [
    column('Judge', 'text', ({ judge }) => judge),
    column('Version', 'text', ({ versions }) => versions.join(', ')),
    column('Verdicts', 'count', ({ verdicts }) => verdicts),
    column('US dollars', 'number', ({ cost }) => cost),
    column('Tokens in', 'count', ({ inputTokens }) => inputTokens),
    column('Tokens out', 'count', ({ outputTokens }) => outputTokens),
  ]);
}
