import { deflateRaw } from 'pako';

/** Where the deflated bytes of a text are too few, they say little. */
const fewestCharacters = 60;

/**
 * Deflated size over plain size, 0 to 1 and a little more; `undefined` for a short text.
 *
 * Each character is first given one byte, in the order in which characters appear: UTF-8 would let Thai or Bengali, at
 * three bytes a character that mostly repeat each other, look as if they repeated themselves.
 */
export function compressionRatio(text: string): number | undefined {
  const characters = Array.from(text);
  if (characters.length < fewestCharacters) return undefined;
  const codes = new Map<string, number>();
  const bytes = Uint8Array.from(characters, (character) => {
    const known = codes.get(character) ?? codes.size;
    codes.set(character, known);
    return known; // beyond 255 different characters, a byte stands for two
  });
  return deflateRaw(bytes, { level: 9 }).length / bytes.length;
}
