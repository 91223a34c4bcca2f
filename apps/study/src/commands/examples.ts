/** The examples at the end of a verb's help; variables for one command may stand before the verb. */
export function examples(...lines: readonly string[]): string {
  const commands = lines.map((line) => line.replace(/^(?:[A-Z_]+=\S+ )*/, '$&npx msafeedit '));
  return `\nExamples:\n${commands.map((command) => `  $ ${command}`).join('\n')}\n`;
}
