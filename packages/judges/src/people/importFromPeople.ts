import type { JudgeItem, Verdict } from '../Judge.js';
import { JudgeError } from '../JudgeError.js';
import { judgedLabels, type JudgedLabel } from '../judgingPrompt.js';
import { readCsv } from './csv.js';
import { sheetColumns } from './exportForPeople.js';
import { opaqueId } from './opaqueId.js';

export interface ImportFromPeopleOptions {
  /** The one that the sheet was exported with. */
  readonly seed: number;
  /** Who judged; recorded as the judge. */
  readonly person: string;
  /** Whether rows without a label are passed over; otherwise they are a problem. */
  readonly partial?: boolean;
}

/** Changes with the sheet's columns and labels. */
const version = 'people-1';
/** More problems than this are only counted. */
const mostProblemsShown = 20;

/**
 * The verdicts in a sheet of `exportForPeople` that a person has filled in, in the items' order. Rows may be in any
 * order, and labels in upper or lower case.
 * @throws {JudgeError} `sheet`: all its problems at once, each with its row as spreadsheets count them
 */
export function importFromPeople(
  sheet: string,
  items: readonly JudgeItem[],
  { seed, person, partial = false }: ImportFromPeopleOptions,
): Verdict[] {
  const [header, ...rows] = readCsv(sheet) ?? fail(['a cell in quotes has no end']);
  const columns = Object.fromEntries(
    sheetColumns.map((name) => [name, header?.findIndex((cell) => cell.trim().toLowerCase() === name) ?? -1]),
  ) as Record<(typeof sheetColumns)[number], number>;
  const missing = (['id', 'label'] as const).filter((name) => columns[name] < 0);
  if (missing.length > 0) fail([`its first row has no column ${missing.join(' and no ')}`]);

  const problems: string[] = [];
  const itemOf = new Map(items.map((item) => [opaqueId(item, seed), item]));
  const verdicts = new Map<string, Verdict>();
  const seen = new Map<string, number>();
  rows.forEach((row, index) => {
    const place = `row ${index + 2}`;
    const name = (row[columns.id] ?? '').trim();
    const item = itemOf.get(name);
    if (!item) {
      problems.push(`${place}: there is no answer ${JSON.stringify(name)}`);
      return;
    }
    const first = seen.get(name);
    if (first !== undefined) problems.push(`${place}: answer ${name} stands in row ${first} already`);
    seen.set(name, index + 2);
    const written = (row[columns.label] ?? '').trim().toLowerCase();
    const comment = (row[columns.comment] ?? '').trim();
    if (isLabel(written))
      verdicts.set(item.id, {
        id: item.id,
        label: written,
        ...(comment !== '' && { rationale: comment }),
        judge: person,
        version,
      });
    else if (written !== '')
      problems.push(`${place}: the label ${JSON.stringify(written)} is none of ${judgedLabels.join(', ')}`);
    else if (!partial) problems.push(`${place}: it has no label`);
  });
  const absent = items.filter((item) => !seen.has(opaqueId(item, seed))).length;
  if (absent > 0 && !partial) problems.push(`${absent} of ${items.length} answers have no row`);
  if (problems.length > 0) fail(problems);
  return items.flatMap(({ id }) => verdicts.get(id) ?? []);
}

function isLabel(text: string): text is JudgedLabel {
  return judgedLabels.some((label) => label === text);
}

function fail(problems: readonly string[]): never {
  const shown = problems.slice(0, mostProblemsShown).map((problem) => `\n  ${problem}`);
  const rest = problems.length - shown.length;
  throw new JudgeError(
    'sheet',
    problems.length === 1
      ? `The sheet can't be read: ${problems[0]!}.`
      : `The sheet has ${problems.length} problems:${shown.join('')}${rest > 0 ? `\n  … and ${rest} more` : ''}\n` +
          'Is it from these answers, with this seed?',
  );
}
