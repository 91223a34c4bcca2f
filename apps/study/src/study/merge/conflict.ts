import { isDeepStrictEqual } from 'node:util';
import { CliError } from '../../CliError.js';
import type { StoredAnswer, StoredVerdict, UnitResult } from '../store/ResultStore.js';
import type { Source } from './openShards.js';

/** Whether two units found out the same, however long it took and wherever. Their answers are compared by themselves. */
export function isSameUnit(one: UnitResult, other: UnitResult): boolean {
  return isDeepStrictEqual(found(one), found(other));
}

function found({ tests, jointTests, tasks, divergences, edits = [] }: UnitResult): object {
  return { tests, jointTests, tasks, divergences, edits: edits.map((edit) => ({ ...edit, seconds: 0 })) };
}

export function isSameAnswer(one: StoredAnswer, other: StoredAnswer): boolean {
  return isDeepStrictEqual(one, other);
}

/** Whether two verdicts judge the same; a judge asked twice may give other reasons, at another price. */
export function isSameVerdict(one: StoredVerdict, other: StoredVerdict): boolean {
  return one.label === other.label && one.score === other.score;
}

/**
 * The error for two different results of one key.
 * @param second where the second one is
 * @param others where the first one may be; in the last of them if in no other
 */
export function conflict(
  what: string,
  second: Source,
  others: readonly Source[],
  holds: (source: Source) => boolean,
): CliError {
  const first = others.find(holds) ?? others.at(-1)!;
  return new CliError(
    'failed',
    `${what} has two different results: one in ${first.file}, one in ${second.file}. Nothing was joined; leave one of the two out. ` +
      'Other processors and cards may give other answers at near ties.',
  );
}
