import { closestMatch } from 'leven';
import type { ZodError } from 'zod';

/** Says what is wrong with options that a schema refused; an unknown one is answered with the nearest known. */
export function optionProblems(error: ZodError, known: readonly string[]): string {
  const problems = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownOption(key, known))
      : [[issue.path.join('.'), issue.message].filter(Boolean).join(': ')],
  );
  return problems.join('; ');
}

function unknownOption(key: string, known: readonly string[]): string {
  const plain = (name: string): string => name.replaceAll(/[-_]/g, '').toLowerCase();
  const near = closestMatch(plain(key), known.map(plain), {
    maxDistance: Math.max(2, Math.floor(key.length / 3)),
  });
  const meant = known.find((name) => plain(name) === near);
  return meant === undefined
    ? `there is no option "${key}" (there are ${known.join(', ')})`
    : `there is no option "${key}" (did you mean "${meant}"?)`;
}
