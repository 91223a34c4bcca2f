// `services` has one that keeps line feeds, for its lists of problems; neither package may import the other.

/** Control characters, and the marks that turn the direction of writing round: quoted from a file, they would steer a terminal. */
const unprintable = /\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;
/** A file may hold a name of a megabyte. */
const longest = 4_000;

/** A message that may quote what a file says: on one line, of bounded length, with escapes in place of what would steer a terminal. */
export function oneLineMessage(message: string): string {
  const plain = message.replace(unprintable, escaped);
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
}

function escaped(character: string): string {
  const json = JSON.stringify(character).slice(1, -1);
  return json === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : json;
}
