// `runtime` has one for messages that are one line; neither package may import the other.

/** Control characters but line feeds, and the marks that turn the direction of writing round: they would steer a terminal. */
const unprintable = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu;
/** A file may hold a name of a megabyte. */
const longest = 4_000;

/**
 * A message that may quote what files and services say: of bounded length, with escapes in place of what would steer a terminal.
 * Line feeds stay, for messages with a line for each problem.
 */
export function multilineMessage(message: string): string {
  const plain = message.replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
}
