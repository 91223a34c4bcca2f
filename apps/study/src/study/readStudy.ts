import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { CliError } from '../CliError.js';
import { nearestName } from '../options/choice.js';
import { studyConfig, type StudyConfig } from './StudyConfig.js';

export const studyFile = 'study.yaml';

/**
 * The study that a folder holds.
 * @throws {CliError} 'usage': no such folder or file, not YAML, or not a study; all problems at once
 */
export async function readStudy(folder: string): Promise<StudyConfig> {
  const file = join(folder, studyFile);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new CliError(
      'usage',
      `Can't read ${file} (${(cause as NodeJS.ErrnoException).code ?? String(cause)}). ` +
        '`npx msafeedit study init` writes one; name its folder, as in `study run my-study`.',
      { cause },
    );
  }
  return parseStudy(text, file);
}

/** @throws {CliError} 'usage' */
export function parseStudy(text: string, file: string): StudyConfig {
  let value: unknown;
  try {
    value = parse(text, { prettyErrors: true });
  } catch (cause) {
    // Also what the parser says of aliases that would make millions of values.
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('usage', `${file} is not YAML: ${reason.split('\n')[0]!}`, { cause });
  }
  const parsed = studyConfig.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap(describe);
  throw new CliError('usage', `${file} can't be used:\n${problems.map((each) => `  ${each}`).join('\n')}`);
}

function describe(issue: z.core.$ZodIssue): readonly string[] {
  const place = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined'))
    return [`${place}is missing`];
  if (issue.code !== 'unrecognized_keys') return [`${place}${issue.message}`];
  const known = keysAt(issue.path);
  return issue.keys.map((key) => {
    const near = nearestName(key, known);
    return `${place}there is no key "${key}"${near === undefined ? '' : `; did you mean "${near}"?`} (known: ${known.join(', ')})`;
  });
}

/** The keys that the schema knows at a place. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let schema: z.core.$ZodType = studyConfig;
  for (const step of path) {
    schema = unwrap(schema);
    if (schema instanceof z.ZodObject)
      schema = (schema.shape as Record<string, z.core.$ZodType>)[String(step)]!;
    else if (schema instanceof z.ZodArray) schema = schema.element;
  }
  schema = unwrap(schema);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional)
    inner = inner.unwrap();
  return inner;
}
