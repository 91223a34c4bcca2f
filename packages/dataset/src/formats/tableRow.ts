import type { Sample } from '../Sample.js';
import { sampleFieldNames, sampleTexts } from '../sampleFields.js';
import { knownKeys, optionalKeys, type RecordShape } from '../recordShape.js';
import { nearestKey } from '../describeIssues.js';

/** The columns of a table of samples, in their order. Those after `unsafe` that no sample fills are left out. */
const tableColumns = ['id', 'sourceId', 'language', 'category', ...sampleFieldNames, 'provenance'] as const;

export type TableColumn = (typeof tableColumns)[number];

/** The cells of a sample by column; provenance is a JSON text. */
export function toRow(sample: Sample): Partial<Record<TableColumn, string | number>> {
  const { id, sourceId, language, category, provenance } = sample;
  return {
    id,
    sourceId,
    language,
    category,
    ...Object.fromEntries(sampleTexts(sample)),
    ...(provenance && { provenance: JSON.stringify(provenance) }),
  };
}

/** The columns that these rows need. */
export function usedColumns(rows: readonly ReturnType<typeof toRow>[]): TableColumn[] {
  return tableColumns.filter((column) => rows.some((row) => column in row));
}

/**
 * The records that the rows of a table stand for: dotted columns become objects, an empty cell of an optional column is
 * absent, and so is an object all of whose cells are empty; columns that we don't know are passed over.
 * @param rows cells in the columns' order: text, numbers, or, in Parquet, objects
 */
export function fromRows(
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  shape: RecordShape,
): Record<string, unknown>[] {
  const optional = new Set(optionalKeys(shape));
  const known = new Set(columnsOf(shape).all);
  const places = columns.flatMap((column, index) => {
    const [outer, inner] = splitColumn(column);
    return known.has(column) ? [{ index, outer, inner, isOptional: optional.has(outer) }] : [];
  });
  return rows.map((row) => {
    const record: Record<string, unknown> = {};
    for (const { index, outer, inner, isOptional } of places) {
      const cell = row[index];
      if (inner === undefined) {
        if (!isOptional || !isEmpty(cell)) record[outer] = cellValue(outer, cell);
      } else {
        const object = (record[outer] ??= {}) as Record<string, unknown>;
        object[inner] = cell ?? '';
      }
    }
    return Object.fromEntries(
      Object.entries(record).filter(([key, value]) => !(optional.has(key) && isEmptyObject(value))),
    );
  });
}

/** What is wrong with the columns of a table: those that are missing, there twice, or not known. */
export function checkColumns(names: readonly string[], shape: RecordShape): string[] {
  const { required, optional, all } = columnsOf(shape);
  // An object may stand in one column, as Parquet can hold it, or be spread over dotted ones.
  const isPresent = (column: string): boolean =>
    names.includes(column) || names.includes(splitColumn(column)[0]);
  const unknown = names.filter((name) => !all.includes(name) && !isIndexColumn(name));
  const slips = new Set<string>();
  const missing = required
    .filter((column) => !isPresent(column))
    .map((column) => {
      const near = nearestKey(column, unknown);
      if (near !== undefined) slips.add(near);
      return `the column "${column}" is missing${near === undefined ? '' : ` (is "${near}" a slip?)`}`;
    });
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  // SafeEdit's own files may have more columns than we know, so only what looks like a slip is refused.
  const strange = unknown
    .filter((name) => !slips.has(name))
    .flatMap((name) => {
      const near = nearestKey(
        name,
        optional.filter((column) => !isPresent(column)),
      );
      if (near !== undefined) return [`the column "${name}" is not a field; did you mean "${near}"?`];
      return shape === 'sample' ? [`the column "${name}" is not a field of a sample`] : [];
    });
  return [...missing, ...new Set(twice.map((name) => `the column "${name}" is there twice`)), ...strange];
}

/** Columns without meaning that tables get on their way through pandas. */
export function isIndexColumn(name: string): boolean {
  return name === '' || name === 'Unnamed: 0' || /^__index_level_\d+__$/.test(name);
}

/** The columns of a shape, dotted; `all` holds also the names of the objects that stand in several columns. */
function columnsOf(shape: RecordShape): Readonly<Record<'all' | 'required' | 'optional', readonly string[]>> {
  const optionalOnes = optionalKeys(shape);
  const outer = knownKeys(shape, []);
  const columns = outer.flatMap((key) => {
    const inner = knownKeys(shape, [key]);
    return inner.length === 0 ? [[key, key] as const] : inner.map((name) => [`${key}.${name}`, key] as const);
  });
  const pick = (wanted: boolean): string[] =>
    columns.filter(([, key]) => optionalOnes.includes(key) === wanted).map(([column]) => column);
  const [optional, required] = [pick(true), pick(false)];
  return { all: [...outer, ...optional, ...required], required, optional };
}

function splitColumn(column: string): readonly [string, string | undefined] {
  const dot = column.indexOf('.');
  return dot < 0 ? [column, undefined] : [column.slice(0, dot), column.slice(dot + 1)];
}

/** Whether this is an object with fields and nothing in them. */
function isEmptyObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const values = Object.values(value);
  return values.length > 0 && values.every(isEmpty);
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

function cellValue(column: string, value: unknown): unknown {
  if (column === 'id' || column === 'sourceId' || column === 'source id') return toId(value);
  if (column === 'provenance' && typeof value === 'string') return fromJson(value);
  return value ?? '';
}

/**
 * An id's cell: a whole number in plain digits is a number; a JSON string is that string, so that the string "7" can be told
 * from the number; anything else is a string as it stands.
 */
function toId(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== 'string') return value ?? '';
  if (isWholeNumber(value)) return Number(value);
  const parsed = value.startsWith('"') ? fromJson(value) : value;
  return typeof parsed === 'string' ? parsed : value;
}

/** What stands in the cell of an id, so that `toId` gives it back. */
export function fromId(id: number | string): string {
  return typeof id === 'number' || !(isWholeNumber(id) || id.startsWith('"'))
    ? String(id)
    : JSON.stringify(id);
}

function isWholeNumber(text: string): boolean {
  return /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)) && String(Number(text)) === text;
}

/** The value of a JSON text, or the text itself where it is none: the schema then says what is wrong. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
