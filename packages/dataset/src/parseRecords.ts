import { DatasetError } from './DatasetError.js';
import { findJsonError } from './findJsonError.js';
import { namesAnyField } from './recordShape.js';
import { kindOf } from './schemaParts.js';

/**
 * The records of a SafeEdit file, not yet checked: a JSON array of them (as SafeEdit's own files), one record alone, or
 * one record a line (JSONL).
 * @param source the file's name, for messages
 * @throws {DatasetError} `format`: not JSON (with line and column), something else than records, or none
 */
export function parseRecords(text: string, source: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return parseLines(text) ?? fail(`${source} is not JSON: ${placeOf(text, cause)}.`, cause);
  }
  if (isRecord(value)) return [value];
  if (!Array.isArray(value))
    fail(
      `${source} must hold a JSON array of records, as SafeEdit's files do, one record, or one a line, not ${kindOf(value)}` +
        `${kindOf(value) === 'an object' ? ' that has none of their fields' : ''}.`,
    );
  if (value.length === 0) fail(`${source} holds no records.`);
  return value;
}

/** The values of a JSONL text, or `undefined` where its first line isn't a record or any line isn't JSON. */
function parseLines(text: string): readonly unknown[] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  try {
    const values = lines.map((line) => JSON.parse(line) as unknown);
    return isRecord(values[0]) ? values : undefined;
  } catch {
    return undefined;
  }
}

/** Whether this is meant as a record, complete or not: an object with one of a record's fields at least. */
function isRecord(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && namesAnyField(Object.keys(value))
  );
}

/** Where the text breaks: in JSONL the first line that is no JSON, else the place in the whole. */
function placeOf(text: string, cause: unknown): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '');
  const isJsonl = first >= 0 && findJsonError(lines[first]!) === undefined;
  const broken = isJsonl
    ? lines.findIndex((line) => line.trim() !== '' && findJsonError(line) !== undefined)
    : -1;
  const place = broken < 0 ? findJsonError(text) : findJsonError(lines[broken]!);
  if (!place) return String(cause);
  return `line ${Math.max(0, broken) + place.line}, column ${place.column}: ${place.reason}`;
}

function fail(message: string, cause?: unknown): never {
  throw new DatasetError('format', message, cause === undefined ? undefined : { cause });
}
