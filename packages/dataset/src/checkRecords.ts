import { describeIssues, describeMisspelt, type FieldNames } from './describeIssues.js';
import { safeEditRecord } from './SafeEditRecord.js';
import type { Sample } from './Sample.js';
import { completeSample, sampleSchema } from './sampleSchema.js';
import { kindOf } from './schemaParts.js';
import { shapeOf } from './recordShape.js';
import { recordError } from './recordError.js';
import { toSample } from './toSample.js';

/** How the records of a source are taken. */
export interface ReadOptions {
  /** The language of records that don't name theirs; BCP 47. Default `en`, since SafeEdit's own files are English. */
  readonly language?: string;
  /** Whether records may be in several languages; if not, the first record's language is expected of all. Default false. */
  readonly severalLanguages?: boolean;
}

export interface RawRecords {
  readonly records: readonly unknown[];
  readonly names: FieldNames;
  /** The line in the source that a record ends at, where that helps. */
  readonly lineOf?: (index: number) => number;
}

/**
 * Makes samples of records as they were read, each in SafeEdit's shape or in ours.
 * @param source the file's name, for messages
 * @throws {DatasetError} `record`: everything that is wrong with them, each with the record's index (from 0), id, field
 * and reason
 */
export function checkRecords(
  { records, names, lineOf }: RawRecords,
  source: string,
  { language = 'en', severalLanguages = false }: ReadOptions = {},
): Sample[] {
  const problems: string[] = [];
  const samples: Sample[] = [];
  const seen = new SeenRecords(severalLanguages);
  records.forEach((record, index) => {
    const checked = checkRecord(record, names, language);
    const found = [...checked.problems, ...seen.add(record, language, index)];
    const name = found.length > 0 ? nameOf(record, index, lineOf?.(index)) : '';
    problems.push(...found.map((problem) => `${name}: ${problem}`));
    if (checked.sample) samples.push(checked.sample);
  });
  if (problems.length > 0) throw recordError(problems, source);
  return samples;
}

interface Checked {
  /** Absent where there are problems. */
  readonly sample?: Sample;
  readonly problems: readonly string[];
}

function checkRecord(record: unknown, names: FieldNames, language: string): Checked {
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    return { problems: [`must be an object, not ${kindOf(record)}`] };
  const shape = shapeOf(Object.keys(record));
  if (shape === 'sample') {
    const result = sampleSchema.safeParse(record, { error: defaultProblem });
    if (result.success) return { sample: completeSample(result.data, language), problems: [] };
    return { problems: describeIssues(result.error.issues, record, shape, names) };
  }
  const result = safeEditRecord.safeParse(record, { error: defaultProblem });
  if (!result.success) return { problems: describeIssues(result.error.issues, record, shape, names) };
  const misspelt = describeMisspelt(record, shape);
  return misspelt.length > 0
    ? { problems: misspelt }
    : { sample: toSample(result.data, language), problems: [] };
}

/** Messages for the parts of the schema that have none of their own, to stand behind the field's name. */
function defaultProblem({
  code,
  input,
  ...issue
}: {
  readonly code?: string;
  readonly input?: unknown;
  readonly values?: readonly unknown[];
}): string {
  if (input === undefined) return 'is missing';
  if (code === 'invalid_value') return `must be one of ${(issue.values ?? []).map(String).join(', ')}`;
  return `can't be ${kindOf(input)}`;
}

/** What one record must not share with another, or must share. */
class SeenRecords {
  private readonly firstIndex = new Map<string, number>();
  private expected: { readonly language: string; readonly index: number } | undefined;

  constructor(private readonly severalLanguages: boolean) {}

  /** What is wrong between this record and those before, whether or not the rest of it is right. */
  add(record: unknown, defaultLanguage: string, index: number): string[] {
    if (typeof record !== 'object' || record === null) return [];
    const { id, language = defaultLanguage } = record as {
      readonly id?: unknown;
      readonly language?: unknown;
    };
    return [...this.sameId(id, language, index), ...this.otherLanguage(language, index)];
  }

  private sameId(id: unknown, language: unknown, index: number): string[] {
    if ((typeof id !== 'number' && typeof id !== 'string') || id === '') return [];
    const key = this.severalLanguages ? `${String(language)} ${id}` : String(id);
    const first = this.firstIndex.get(key);
    if (first === undefined) this.firstIndex.set(key, index);
    return first === undefined ? [] : [`"id" is also that of record ${first}`];
  }

  private otherLanguage(language: unknown, index: number): string[] {
    if (this.severalLanguages || typeof language !== 'string') return [];
    this.expected ??= { language, index };
    if (language === this.expected.language) return [];
    return [
      `its language is ${language}, but that of record ${this.expected.index} is ${this.expected.language}`,
    ];
  }
}

function nameOf(record: unknown, index: number, line: number | undefined): string {
  const id: unknown = typeof record === 'object' && record !== null && 'id' in record ? record.id : undefined;
  const details = [
    ...(typeof id === 'number' || (typeof id === 'string' && id !== '') ? [`id ${id}`] : []),
    ...(line === undefined ? [] : [`line ${line}`]),
  ];
  return details.length > 0 ? `record ${index} (${details.join(', ')})` : `record ${index}`;
}
