import { ServiceError } from '@msafeedit/services';

/**
 * The words of a command line, by the rules of a POSIX shell for quotes: white space parts words, `'…'` and `"…"` keep
 * it, `\` takes the next character as it is (in `"…"` only `"` and `\`). No variables, patterns, pipes: there is no shell.
 * @throws {ServiceError} `program`: a quote isn't closed, or there is no word
 */
export function splitCommand(command: string): readonly string[] {
  const words: string[] = [];
  let rest = command.trim();
  while (rest !== '') {
    let word = '';
    for (let part = nextPart(rest); part; part = nextPart(rest)) {
      word += part.text;
      rest = rest.slice(part.length);
    }
    if (rest !== '' && !/^\s/.test(rest))
      throw new ServiceError('program', 'command', `a quote isn't closed in ${JSON.stringify(command)}.`);
    words.push(word);
    rest = rest.trimStart();
  }
  if (words.length === 0) throw new ServiceError('program', 'command', 'the command is empty.');
  return words;
}

/** The next piece of a word: single-quoted, double-quoted, escaped or bare. */
function nextPart(rest: string): { readonly text: string; readonly length: number } | undefined {
  const match = /^(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+))/.exec(rest);
  if (!match) return undefined;
  const [whole, single, double, escaped, bare] = match;
  const text = single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? bare!;
  return { text, length: whole.length };
}
