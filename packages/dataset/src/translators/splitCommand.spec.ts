import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitCommand } from './splitCommand.js';

describe('splitCommand', () => {
  it.each([
    ['apertium -u eng-spa', ['apertium', '-u', 'eng-spa']],
    ['  a   b\tc\n', ['a', 'b', 'c']],
    [`a 'b c' "d e"`, ['a', 'b c', 'd e']],
    [`a x'b c'"d e"f`, ['a', 'xb cd ef']],
    [`a '' ""`, ['a', '', '']],
    [String.raw`a b\ c \"d "e\"f\\g\h"`, ['a', 'b c', '"d', String.raw`e"f\g\h`]],
    [`a "it's" 'say "hi"'`, ['a', "it's", 'say "hi"']],
    ['a $HOME *.txt | b', ['a', '$HOME', '*.txt', '|', 'b']],
  ])('splits %s', (command, words) => {
    expect(splitCommand(command)).toEqual(words);
  });

  it.each([`a "b`, `a 'b`, `a b"`, 'a \\'])('refuses %s', (command) => {
    expect(() => splitCommand(command)).toThrow(/isn't closed/);
  });

  it.each(['', '  \n'])('refuses the empty command %j', (command) => {
    expect(() => splitCommand(command)).toThrow(/empty/);
  });

  it('reads back what a shell would', () => {
    const quoted = fc
      .array(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\t', '"', "'", '\\', '|', '&', ';') }), {
        minLength: 1,
        maxLength: 4,
      })
      .map((words) => words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' '));
    fc.assert(
      fc.property(quoted, (command) => {
        const shell = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
        expect(splitCommand(command)).toEqual(shell.split('\0').slice(0, -1));
      }),
      { numRuns: 40 },
    );
  });
});
