import { InvalidArgumentError } from 'commander';
import { closestMatch } from 'leven';

/** A parser for an option that takes one of a few names; another value is answered with the nearest name. */
export function choice<Name extends string>(names: readonly Name[]): (text: string) => Name {
  return (text) => {
    const found = names.find((name) => name === text);
    if (found !== undefined) return found;
    const near = nearestName(text, names);
    throw new InvalidArgumentError(
      `${near === undefined ? '' : `Did you mean ${near}? `}It must be one of ${names.join(', ')}.`,
    );
  };
}

/** The name that `text` begins, or the nearest one, where one is near enough to be meant. */
export function nearestName<Name extends string>(text: string, names: readonly Name[]): Name | undefined {
  const begun = names.find((name) => text.length > 1 && name.startsWith(text.toLowerCase()));
  if (begun !== undefined) return begun;
  const maxDistance = Math.max(1, Math.floor(Math.max(text.length, 3) / 2));
  const near = closestMatch(text.toLowerCase(), names, { maxDistance });
  return names.find((name) => name === near);
}
