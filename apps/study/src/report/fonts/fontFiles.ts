/** Code points from the first to the last. */
export type Range = readonly [first: number, last: number];

/** A font file of a package, and the characters that we take from it. */
export interface FontFile {
  readonly family: string;
  readonly weight: 400 | 700;
  /** As `require.resolve` finds it. */
  readonly file: string;
  /** The characters that it is for; of one family's files, the first that has a character in its ranges gets it. */
  readonly ranges: readonly Range[];
}

/** The joiners and the dotted circle, which shaping needs. */
const forShaping = '200c-200d 25cc';

const notoSansRanges = [
  ['latin', '20-ff 131 152-153 2bb-2bc 2c6 2da 2dc 304 308 329 2000-206f 20ac 2122 2191 2193 2212 2215 fffd'],
  ['vietnamese', '102-103 110-111 128-129 168-169 1a0-1a1 1af-1b0 300-301 303 309 323 1ea0-1ef9 20ab'],
  ['latin-ext', '100-2ff 1d00-1dbf 1e00-1eff 20a0-20c0 2113 2c60-2c7f a720-a7ff'],
] as const;

/** The fonts of the nine languages. */
export const fontFiles: readonly FontFile[] = [
  ...([400, 700] as const).flatMap((weight) =>
    notoSansRanges.map(([name, ranges]) => ({
      family: 'Noto Sans',
      weight,
      file: `@fontsource/noto-sans/files/noto-sans-${name}-${weight}-normal.woff2`,
      ranges: parseRanges(ranges),
    })),
  ),
  script('Noto Sans Thai', 'thai', 'thai', `e01-e5b ${forShaping}`),
  script('Noto Sans Devanagari', 'devanagari', 'devanagari', `900-97f 1cd0-1cf9 a8e0-a8ff ${forShaping}`),
  script('Noto Sans Bengali', 'bengali', 'bengali', `964-965 980-9fe ${forShaping}`),
  script('Noto Sans SC', 'sc', 'chinese-simplified', '3000-303f 3400-4dbf 4e00-9fff ff00-ffef'),
];

/** For CSS, SVG and Vega: each script finds its font, whatever is installed. */
export const fontStack = [...new Set(fontFiles.map(({ family }) => family)), 'sans-serif']
  .map((family) => (family.includes(' ') ? `'${family}'` : family))
  .join(', ');

export function isIn(ranges: readonly Range[], character: string): boolean {
  const point = character.codePointAt(0)!;
  return ranges.some(([first, last]) => first <= point && point <= last);
}

function script(family: string, name: string, subset: string, ranges: string): FontFile {
  return {
    family,
    weight: 400,
    file: `@fontsource/noto-sans-${name}/files/noto-sans-${name}-${subset}-400-normal.woff2`,
    ranges: parseRanges(ranges),
  };
}

/** `20-ff 131`: code points in hexadecimal. */
function parseRanges(text: string): readonly Range[] {
  return text.split(' ').map((range) => {
    const [first, last = first] = range.split('-').map((point) => parseInt(point, 16));
    return [first!, last!];
  });
}
