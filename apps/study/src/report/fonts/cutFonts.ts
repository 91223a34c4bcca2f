import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import subsetFont from 'subset-font';
import { fontFiles, isIn } from './fontFiles.js';

/** A font with the glyphs of some characters. */
export interface CutFont {
  readonly family: string;
  readonly weight: 400 | 700;
  readonly bytes: Uint8Array;
  /** Those that were asked for and belong to this font, ascending; the font may lack a few. */
  readonly characters: readonly string[];
}

const require = createRequire(import.meta.url);

/**
 * The fonts that a text needs, each with no more than its characters. Characters of other scripts than the nine languages'
 * are left to the reader's own fonts.
 * @param text any strings; what matters is which characters they hold
 */
export async function cutFonts(
  text: Iterable<string>,
  targetFormat: 'woff2' | 'truetype',
): Promise<readonly CutFont[]> {
  const characters = new Set<string>();
  for (const part of text) for (const character of part) characters.add(character);
  const sorted = [...characters].sort();
  const cut: CutFont[] = [];
  for (const [index, font] of fontFiles.entries()) {
    const earlier = fontFiles
      .slice(0, index)
      .filter(({ family, weight }) => family === font.family && weight === font.weight);
    const own = sorted.filter(
      (character) => isIn(font.ranges, character) && !earlier.some(({ ranges }) => isIn(ranges, character)),
    );
    // A space or a joiner alone needs no font of its own.
    if (!own.some((character) => character.trim() !== '' && !['\u200c', '\u200d'].includes(character)))
      continue;
    const bytes = await subsetFont(await readFile(require.resolve(font.file)), own.join(''), {
      targetFormat,
    });
    cut.push({ family: font.family, weight: font.weight, bytes, characters: own });
  }
  return cut;
}
