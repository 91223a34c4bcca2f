/**
 * What steers a terminal, or makes a text look like another one: control characters (C0, DEL, C1) but line feeds, and the marks
 * that turn the direction of writing round, so that `gpj.exe` shows as `exe.jpg`. Marks that only say how a character beside
 * them counts (U+200E, U+200F) stay: Arabic and Hebrew need them.
 */
const steering = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu;

/** The sequences that `context.colours` writes for the styles in use, and no others: not those that hide text, say. */
// eslint-disable-next-line no-control-regex
const ownStyles = /(\u001b\[(?:1|2|22|3[1-79])m)/;

/** A text that somebody else wrote (a model, a file, a service), without what would steer the terminal. */
export function printable(text: string): string {
  return text.replace(/\t/g, '  ').replace(/\r\n?/g, '\n').replace(steering, '');
}

/** The same on one line, for a cell of a table or a name in the middle of a sentence. */
export function printableLine(text: string): string {
  return printable(text).replace(/\s+/g, ' ').trim();
}

/** The same for a text that we have styled already. */
export function printableStyled(text: string): string {
  return text
    .split(ownStyles)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('');
}

/** JSON that means the same, with what would steer a terminal escaped beyond what JSON asks for (DEL, C1, direction). */
export function printableJson(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
