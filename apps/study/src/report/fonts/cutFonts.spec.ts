import { languages } from '@msafeedit/dataset';
import { describe, expect, it } from 'vitest';
import { cutFonts } from './cutFonts.js';
import { fontFaces } from './fontFaces.js';
import { fontFiles } from './fontFiles.js';
import { useFontsForPng } from './useFontsForPng.js';

const ownNames = languages.map(({ ownName }) => ownName);

describe('cutFonts', () => {
  it('takes for each language the fonts that have its script, and only the characters asked for', async () => {
    const families = async (text: string): Promise<readonly string[]> =>
      (await cutFonts([text], 'woff2')).map(({ family, weight }) => `${family} ${weight}`);
    const latin = ['Noto Sans 400', 'Noto Sans 700'];
    expect(await families('English')).toEqual(latin);
    expect(await families('中文')).toEqual(['Noto Sans SC 400']);
    expect(await families('বাংলা')).toEqual(['Noto Sans Bengali 400']);
    expect(await families('हिन्दी')).toEqual(['Noto Sans Devanagari 400']);
    expect(await families('ไทย')).toEqual(['Noto Sans Thai 400']);
    // ế stands in the file for Vietnamese, the rest in the one for Latin
    expect(new Set(await families('Tiếng Việt'))).toEqual(new Set(latin));
    const cut = await cutFonts(['Tiếng Việt'], 'woff2');
    const regular = cut.filter(({ weight }) => weight === 400).flatMap(({ characters }) => characters);
    expect(regular.toSorted()).toEqual([...new Set('Tiếng Việt')].toSorted());
  });

  it('makes woff2 files of a few kB, and TrueType files', async () => {
    const woff2 = await cutFonts(ownNames, 'woff2');
    expect(woff2.map(({ bytes }) => Buffer.from(bytes.subarray(0, 4)).toString())).toEqual(
      woff2.map(() => 'wOF2'),
    );
    expect(woff2.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(40_000);
    const [font] = await cutFonts(['a'], 'truetype');
    expect([...font!.bytes.subarray(0, 4)]).toEqual([0, 1, 0, 0]);
  });

  it('leaves other scripts to the reader’s fonts, and needs no font for spaces', async () => {
    expect(await cutFonts(['\u0627\u{1f600}', ' \n\u200d'], 'woff2')).toEqual([]);
  });

  it('has a file for each font that it names', async () => {
    const cut = await cutFonts(['aăĀไकক中'], 'truetype');
    expect(cut).toHaveLength(fontFiles.length);
  });
});

describe('fontFaces', () => {
  it('says which characters a font is for, in ranges', async () => {
    const css = fontFaces(await cutFonts(['abcxyz'], 'woff2'));
    expect(css.match(/unicode-range:[^}]*/g)).toEqual([
      'unicode-range:U+61-63,U+78-7a',
      'unicode-range:U+61-63,U+78-7a',
    ]);
    expect(css).not.toMatch(/url\((?!data:font\/woff2;base64,)/);
  });
});

describe('useFontsForPng', () => {
  /** Width and height of a text's ink. */
  async function inkOf(text: string, family: string): Promise<{ width: number; height: number }> {
    const sharp = await useFontsForPng();
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="160"><rect width="900" height="160" fill="#fff"/><text x="40" y="100" font-size="60" font-family="${family}">${text}</text></svg>`;
    const { info } = await sharp(Buffer.from(svg)).trim().png().toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height };
  }

  it('joins letters as Hindi and Bengali do', async () => {
    // A joiner that forbids the conjunct makes the same letters wider.
    const stack = 'Noto Sans, Noto Sans Devanagari, Noto Sans Bengali';
    expect((await inkOf('हिन्दी', stack)).width).toBeLessThan((await inkOf('हिन्\u200cदी', stack)).width);
    expect((await inkOf('ক্ষ', stack)).width).toBeLessThan((await inkOf('ক্\u200cষ', stack)).width);
  });

  it.each(['বাংলা', 'हिन्दी', 'ไทย', '中文'])(
    'draws %s with our fonts, whatever is asked for first',
    async (text) => {
      // Were the glyphs missing, each letter would be the same box.
      const [ours, sans] = [await inkOf(text, 'Noto Sans'), await inkOf(text, 'sans-serif')];
      expect(ours).toEqual(sans);
      const [letter] = text;
      const boxes = await inkOf('\u{10fffd}'.repeat(Array.from(text).length), 'Noto Sans');
      expect(ours).not.toEqual(boxes);
      expect((await inkOf(letter!, 'Noto Sans')).width).toBeLessThan(ours.width);
    },
  );
});
