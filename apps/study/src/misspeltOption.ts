import type { Command } from 'commander';
import { nearestName } from './options/choice.js';

/**
 * What is wrong where a required option is missing because it was misspelt, which commander looks at too late;
 * `undefined` where all that `args` name is known.
 */
export function misspeltOption(program: Command, args: readonly string[]): string | undefined {
  let command = program;
  let rest = [...args];
  for (;;) {
    const below = command.commands.find((verb) => verb.name() === rest[0]);
    if (below === undefined) break;
    command = below;
    rest = rest.slice(1);
  }
  const unknown = command.parseOptions(rest).unknown.find((arg) => arg.startsWith('-'));
  if (unknown === undefined) return undefined;
  const flag = unknown.replace(/=.*/s, '');
  const near = nearestName(
    flag,
    command.options.flatMap(({ long }) => long ?? []),
  );
  return `unknown option '${flag}'${near === undefined ? '' : ` (Did you mean ${near}?)`}`;
}
