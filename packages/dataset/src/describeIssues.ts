import { closestMatch } from 'leven';
import type { z } from 'zod';
import { knownKeys, optionalKeys, type RecordShape } from './recordShape.js';

/** How the source names a field inside another: `"constraint" / "answer"` in JSON, `"constraint.answer"` in a table. */
export type FieldNames = 'nested' | 'dotted';

/** What is wrong with one record, a phrase a problem: the field, the reason, and the key that was probably meant. */
export function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  record: object,
  shape: RecordShape,
  names: FieldNames,
): string[] {
  const slips = new Set<string>();
  const missing: string[] = [];
  const unknown: [path: readonly PropertyKey[], key: string][] = [];
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      unknown.push(...issue.keys.map((key) => [issue.path, key] as [readonly PropertyKey[], string]));
      continue;
    }
    const parent = issue.path.slice(0, -1);
    const slip = slipOf(String(issue.path.at(-1)), parent, record, shape);
    if (slip !== undefined) slips.add(slip);
    missing.push(
      `${fieldName(issue.path, names)}${issue.message}${slip === undefined ? '' : ` (is "${slip}" a slip?)`}`,
    );
  }
  return [
    ...missing,
    ...unknown.filter(([, key]) => !slips.has(key)).map(([path, key]) => strange(path, key, shape, names)),
  ];
}

/** An optional key that is misspelt would silently be passed over, and its part of the record with it. */
export function describeMisspelt(record: object, shape: RecordShape): string[] {
  const present = Object.keys(record);
  const unknown = present.filter((name) => !knownKeys(shape, []).includes(name));
  return optionalKeys(shape)
    .filter((key) => !present.includes(key))
    .flatMap((key) => {
      const near = nearestKey(key, unknown);
      return near === undefined ? [] : [`"${near}" is not a field; did you mean "${key}"?`];
    });
}

function strange(path: readonly PropertyKey[], key: string, shape: RecordShape, names: FieldNames): string {
  const known = knownKeys(shape, path);
  const near = nearestKey(key, known);
  const hint = near === undefined ? `; the fields are ${known.join(', ')}` : `; did you mean "${near}"?`;
  return `${fieldName([...path, key], names)}is not a field${known.length > 0 ? hint : ''}`;
}

function fieldName(path: readonly PropertyKey[], names: FieldNames): string {
  if (path.length === 0) return '';
  const keys = path.map(String);
  return names === 'dotted' ? `"${keys.join('.')}" ` : `${keys.map((key) => `"${key}"`).join(' / ')} `;
}

/** A key of the record that the absent `key` was probably meant to be. */
function slipOf(
  key: string,
  parent: readonly PropertyKey[],
  record: object,
  shape: RecordShape,
): string | undefined {
  const present = Object.keys(valueAt(record, parent));
  if (present.includes(key)) return undefined;
  return nearestKey(
    key,
    present.filter((name) => !knownKeys(shape, parent).includes(name)),
  );
}

export function nearestKey(key: string, candidates: readonly string[]): string | undefined {
  return closestMatch(key, candidates, { maxDistance: Math.max(2, Math.floor(key.length / 4)) });
}

function valueAt(record: object, path: readonly PropertyKey[]): object {
  let value: unknown = record;
  for (const key of path) value = (value as Record<PropertyKey, unknown>)[key];
  return typeof value === 'object' && value !== null ? value : {};
}
