import { InvalidArgumentError } from 'commander';

/** A parser for an option whose text must not be empty. */
export function nonEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
  return text;
}

/** A parser for an option that takes several texts or is given several times; none may be empty. */
export function nonEmptyList(text: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), nonEmpty(text)];
}
