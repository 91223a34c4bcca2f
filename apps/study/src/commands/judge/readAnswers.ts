import type { JudgeItem } from '@msafeedit/judges';
import { z } from 'zod';
import { CliError } from '../../CliError.js';
import { nearestName } from '../../options/choice.js';
import { linesOf } from './linesOf.js';

/** More problems than this are only counted. */
const mostProblemsShown = 20;

const notJson = 'it is not JSON';

const text = z.string('must be a text');
const nonEmpty = text.refine((value) => value.trim() !== '', 'is empty');

const answerLine = z.object({
  id: z.union([nonEmpty, z.number().transform(String)], 'must be a text or a number'),
  question: nonEmpty,
  prompt: nonEmpty,
  answer: text,
  language: nonEmpty.refine(isLanguage, 'is no language code, such as en or zh-Hans'),
  finishReason: z.enum(['stop', 'length'], 'must be stop or length').optional(),
});

/**
 * The answers in a file: one JSON object a line, with `id`, `question`, `prompt`, `answer`, `language` and perhaps
 * `finishReason`; other fields are passed over.
 * @throws {CliError} 'failed': it can't be read, or holds none; or all its problems, each with its line
 */
export async function readAnswers(file: string): Promise<JudgeItem[]> {
  const items: JudgeItem[] = [];
  const problems: string[] = [];
  const lineOfId = new Map<string, number>();
  const interned = new Map<string, string>();
  // Prompts are asked of many models, so that one copy of each saves most of the memory.
  const intern = (value: string): string => {
    const known = interned.get(value);
    if (known === undefined) interned.set(value, value);
    return known ?? value;
  };
  let number = 0;
  for await (const line of linesOf(file)) {
    number++;
    const source = number === 1 ? line.replace(/^\uFEFF/, '') : line;
    if (source.trim() === '') continue;
    const result = parseLine(source);
    if ('problems' in result) {
      problems.push(...result.problems.map((problem) => `line ${number}: ${problem}`));
      continue;
    }
    const { finishReason, ...item } = result.item;
    const first = lineOfId.get(item.id);
    if (first !== undefined)
      problems.push(`line ${number}: the id ${JSON.stringify(item.id)} is also that of line ${first}`);
    lineOfId.set(item.id, number);
    items.push({
      ...item,
      question: intern(item.question),
      prompt: intern(item.prompt),
      ...(finishReason && { finishReason }),
    });
  }
  if (problems.length > 0) throw new CliError('failed', summarise(problems, file));
  if (items.length === 0) throw new CliError('failed', `${file} holds no answers.`);
  return items;
}

function parseLine(
  line: string,
): { readonly item: z.infer<typeof answerLine> } | { readonly problems: readonly string[] } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problems: [notJson] };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problems: ['it is no JSON object'] };
  const result = answerLine.safeParse(value);
  const unknown = Object.keys(value).filter((key) => !(key in answerLine.shape));
  if (result.success) {
    const mistyped = result.data.finishReason === undefined ? nearestKey('finishReason', unknown) : undefined;
    return mistyped === undefined
      ? { item: result.data }
      : { problems: [`"${mistyped}" is no field; did you mean "finishReason"?`] };
  }
  return {
    problems: result.error.issues.map((issue) => {
      const key = String(issue.path[0]);
      if (key in value) return `"${key}" ${issue.message}`;
      const near = nearestKey(key, unknown);
      return `"${key}" is missing${near === undefined ? '' : ` (is "${near}" a slip?)`}`;
    }),
  };
}

function nearestKey(key: string, unknown: readonly string[]): string | undefined {
  const plain = (name: string): string => name.replace(/[_-]/g, '').toLowerCase();
  return unknown.find((name) => nearestName(plain(name), [plain(key)]) !== undefined && name.length > 2);
}

function isLanguage(code: string): boolean {
  try {
    return Intl.getCanonicalLocales(code).length === 1;
  } catch {
    return false;
  }
}

function summarise(problems: readonly string[], file: string): string {
  if (problems.length > 1 && problems.every((problem) => problem.endsWith(notJson)))
    return `${file} is not JSON lines, with one answer a line: none of its ${problems.length} lines is JSON.`;
  if (problems.length === 1) return `${file}: ${problems[0]!}.`;
  const shown = problems.slice(0, mostProblemsShown).map((problem) => `\n  ${problem}`);
  const rest = problems.length - shown.length;
  return `${file} has ${problems.length} problems:${shown.join('')}${rest > 0 ? `\n  … and ${rest} more` : ''}`;
}
