import type { Column, DataTable, Value } from '../figures/DataTable.js';
import { formatValue } from '../figures/formatValue.js';
import { markup, type Markup } from './Markup.js';

/** A table that scrolls in its own box where the page is narrow; the box can be reached by keyboard. */
export function tableBlock(table: DataTable, caption: string): Markup {
  const shown = table.columns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => column.end === undefined);
  return markup`<div class="scroll" role="group" aria-label="${`Table: ${caption}`}" tabindex="0">
    <table>
      <caption>${caption}</caption>
      <thead>
        <tr>
          ${shown.map(({ column }) => markup`<th scope="col"${className(column)}>${column.title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${table.rows.map(
          (row) =>
            markup`<tr>${shown.map(({ column, index }, at) => cell(table.columns, row, column, index, at === 0))}</tr>
`,
        )}
      </tbody>
    </table>
  </div>`;
}

function cell(
  columns: readonly Column[],
  row: readonly Value[],
  column: Column,
  index: number,
  isFirst: boolean,
): Markup {
  const text = withInterval(columns, row, column, index);
  return isFirst ? markup`<th scope="row">${text}</th>` : markup`<td${className(column)}>${text}</td>`;
}

/** `94% (84% to 98%)`, where the two columns behind are the interval's ends. */
function withInterval(
  columns: readonly Column[],
  row: readonly Value[],
  { kind }: Column,
  index: number,
): string {
  const value = formatValue(row[index] ?? null, kind);
  const low = row[index + 1] ?? null;
  const high = row[index + 2] ?? null;
  if (columns[index + 1]?.end !== 'low' || low === null || high === null) return value;
  return `${value} (${formatValue(low, kind)} to ${formatValue(high, kind)})`;
}

function className({ kind }: Column): Markup {
  return kind === 'text' ? markup`` : markup` class="number"`;
}
