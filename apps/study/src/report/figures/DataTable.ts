/**
 * How a column's values are written. `share`: between 0 and 1, shown as per cent; `change`: between -1 and 1, shown as
 * percentage points with a sign.
 */
export type ColumnKind = 'text' | 'count' | 'share' | 'change' | 'number' | 'p-value';

export interface Column {
  readonly title: string;
  readonly kind: ColumnKind;
  /** An end of the interval of the column before it, where both are read as one: `94% (84% to 98%)`. */
  readonly end?: 'low' | 'high';
}

/** `null` where there is no value. */
export type Value = string | number | null;

/** What a figure shows, as numbers: in the report below it, and as a CSV file beside it. */
export interface DataTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Value[])[];
}

/** A column with how its values come from what a row is made of. */
export interface ColumnOf<Item> extends Column {
  readonly value: (item: Item) => Value | undefined;
}

export function dataTable<Item>(
  items: readonly Item[],
  columns: readonly (ColumnOf<Item> | false)[],
): DataTable {
  const wanted = columns.filter((column) => column !== false);
  return {
    columns: wanted.map(({ title, kind, end }) => ({ title, kind, ...(end && { end }) })),
    rows: items.map((item) => wanted.map(({ value }) => value(item) ?? null)),
  };
}

export function column<Item>(
  title: string,
  kind: ColumnKind,
  value: (item: Item) => Value | undefined,
): ColumnOf<Item> {
  return { title, kind, value };
}

/** A column and the two ends of its interval. */
export function withInterval<Item>(
  title: string,
  kind: ColumnKind,
  value: (item: Item) => Value | undefined,
  interval: (item: Item) => { readonly low: number; readonly high: number } | undefined,
): readonly ColumnOf<Item>[] {
  return [
    column(title, kind, value),
    { title: `${title}: low`, kind, end: 'low', value: (item) => interval(item)?.low },
    { title: `${title}: high`, kind, end: 'high', value: (item) => interval(item)?.high },
  ];
}
