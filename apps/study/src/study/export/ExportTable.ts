/**
 * `id`: a sample's id, a number or a text. `json`: a value that is no plain cell; in CSV and Parquet its JSON text.
 */
export type ColumnType = 'string' | 'integer' | 'number' | 'boolean' | 'id' | 'json';

export interface ExportColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Whether a row may have no value. */
  readonly optional: boolean;
  readonly about: string;
}

/** A table of an export, whatever its file's format. */
export interface ExportTable {
  /** The files' name, without ending. */
  readonly name: string;
  readonly about: string;
  readonly columns: readonly ExportColumn[];
  readonly rows: number;
  /** A row's values in the order of the columns; `undefined` where it has none. */
  readonly row: (index: number) => readonly unknown[];
}

export interface ColumnOf<Row> extends ExportColumn {
  readonly value: (row: Row) => unknown;
}

/**
 * Makes columns of a table whose rows are made of `Row`s; with `?` behind its type, a column may lack a value.
 */
export function columnsOf<Row>(): (
  name: string,
  type: ColumnType | `${ColumnType}?`,
  about: string,
  value: (row: Row) => unknown,
) => ColumnOf<Row> {
  return (name, type, about, value) => {
    const optional = type.endsWith('?');
    return { name, type: (optional ? type.slice(0, -1) : type) as ColumnType, optional, about, value };
  };
}

export function table<Row>(
  name: string,
  about: string,
  columns: readonly ColumnOf<Row>[],
  rows: readonly Row[],
): ExportTable {
  return {
    name,
    about,
    columns: columns.map(({ name, type, optional, about }) => ({ name, type, optional, about })),
    rows: rows.length,
    row: (index) => columns.map(({ value }) => value(rows[index]!)),
  };
}
