import { stripVTControlCharacters } from 'node:util';

/** A text that wants to clear the screen, name the window, write over its line, go back, hide, and turn itself round. */
export const hostile =
  '\u001b[2J\u001b]0;taken\u0007\rover\b\b\u001b[8mhidden\u001b[0m\u009b31m\u202egpj.exe\u2066\u0000\u007f end';

/** What is left in an output that could steer a terminal, beside our own styles and the line that progress writes anew. */
export function steeringIn(output: string): readonly string[] {
  const foreign = output
    // eslint-disable-next-line no-control-regex
    .replace(/\u001b\[(?:1|2|22|3[1-79])m/g, '')
    .replaceAll('\r\u001b[2K', '');
  return [
    ...(foreign.match(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu) ?? []),
    // Node's own idea of it.
    ...(stripVTControlCharacters(foreign) === foreign ? [] : ['a control sequence']),
  ];
}
