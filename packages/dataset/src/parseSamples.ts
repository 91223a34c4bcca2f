import { closestMatch } from 'leven';
import type { z } from 'zod';
import { DatasetError } from './DatasetError.js';
import { parseRecords } from './parseRecords.js';
import { knownKeys, safeEditRecord } from './SafeEditRecord.js';
import type { Sample } from './Sample.js';
import { toSample } from './toSample.js';

/** More problems than this are only counted, so that one wrong export doesn't fill the screen. */
const mostProblemsShown = 20;

/**
 * Reads samples from the text of a SafeEdit file: a JSON array of records, one record, or one record a line.
 * @param json the file's text
 * @param source the file's name, for messages
 * @throws {DatasetError} `format`: not JSON (with line and column) or no records; `record`: all records that don't
 * fit the schema or whose id was there before, each with its index (from 0), id, field and reason
 */
export function parseSamples(json: string, source: string): Sample[] {
  const records = parseRecords(json.replace(/^\uFEFF/, ''), source);
  const problems: string[] = [];
  const samples: Sample[] = [];
  const firstIndexOfId = new Map<string, number>();
  records.forEach((record, index) => {
    const result = safeEditRecord.safeParse(record);
    if (!result.success) {
      for (const issue of result.error.issues)
        problems.push(`${nameOf(record, index)}: ${describe(issue, record)}`);
      return;
    }
    const mistyped = misspeltOptionalKey(result.data);
    if (mistyped) problems.push(`${nameOf(record, index)}: ${mistyped}`);
    const id = String(result.data.id);
    const first = firstIndexOfId.get(id);
    if (first !== undefined) problems.push(`${nameOf(record, index)}: "id" is also that of record ${first}`);
    else firstIndexOfId.set(id, index);
    samples.push(toSample(result.data));
  });
  if (problems.length > 0) throw new DatasetError('record', summarise(problems, source));
  return samples;
}

function nameOf(record: unknown, index: number): string {
  const id: unknown = typeof record === 'object' && record !== null && 'id' in record ? record.id : undefined;
  return typeof id === 'number' || (typeof id === 'string' && id !== '')
    ? `record ${index} (id ${id})`
    : `record ${index}`;
}

/** One problem in words: the field, what is wrong, and the key that was probably meant. */
function describe(issue: z.core.$ZodIssue, record: unknown): string {
  if (issue.path.length === 0) return issue.message;
  const field = issue.path.map((key) => `"${String(key)}"`).join(' / ');
  const parent = issue.path.slice(0, -1);
  const present = Object.keys(valueAt(record, parent));
  const key = String(issue.path.at(-1));
  if (present.includes(key)) return `${field} ${issue.message}`;
  const unknown = present.filter((name) => !knownKeys(parent).includes(name));
  const near = nearestKey(key, unknown);
  return `${field} ${issue.message}${near === undefined ? '' : ` (is "${near}" a slip?)`}`;
}

/** A misspelt "generalization test" would silently leave a sample without its tests. */
function misspeltOptionalKey(record: z.infer<typeof safeEditRecord>): string | undefined {
  const key = 'generalization test';
  if (record[key]) return undefined;
  const near = nearestKey(
    key,
    Object.keys(record).filter((name) => !knownKeys([]).includes(name)),
  );
  return near === undefined ? undefined : `"${near}" is not a field; did you mean "${key}"?`;
}

function nearestKey(key: string, candidates: readonly string[]): string | undefined {
  return closestMatch(key, candidates, { maxDistance: Math.max(2, Math.floor(key.length / 4)) });
}

function valueAt(record: unknown, path: readonly PropertyKey[]): object {
  let value = record;
  for (const key of path) value = (value as Record<PropertyKey, unknown>)[key];
  return value as object;
}

function summarise(problems: readonly string[], source: string): string {
  if (problems.length === 1) return `${source}: ${problems[0]!}.`;
  const shown = problems.slice(0, mostProblemsShown).map((problem) => `\n  ${problem}`);
  const rest = problems.length - shown.length;
  return `${source}: ${problems[0]!}, the first of ${problems.length} problems:${shown.join('')}${rest > 0 ? `\n  … and ${rest} more` : ''}`;
}
