import { DatasetError } from './DatasetError.js';

/** More problems than this are only counted, so that one wrong export doesn't fill the screen. */
const mostProblemsShown = 20;

/** The error for all that is wrong with a source, one problem at least: the first in its first line, then a line each. */
export function recordError(problems: readonly string[], source: string): DatasetError {
  return new DatasetError('record', summarise(problems, source), { problems });
}

function summarise(problems: readonly string[], source: string): string {
  const first = problems[0]!;
  if (problems.length === 1) return `${source}: ${first}${/[?.]$/.test(first) ? '' : '.'}`;
  const shown = problems.slice(0, mostProblemsShown).map((problem) => `\n  ${problem}`);
  const rest = problems.length - shown.length;
  return `${source}: ${first}, the first of ${problems.length} problems:${shown.join('')}${rest > 0 ? `\n  … and ${rest} more` : ''}`;
}
