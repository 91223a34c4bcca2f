interface Colour {
  readonly light: string;
  readonly dark: string;
}

/**
 * The colours of the report and its figures: each has one for a light page and one for a dark page, at 4.5 : 1 or better
 * against it. A figure's file has the light ones; in the report they become variables of the page's style.
 */
const palette = {
  paper: { light: '#ffffff', dark: '#14171c' },
  ink: { light: '#1b1e23', dark: '#e8eaee' },
  muted: { light: '#59616c', dark: '#a7afba' },
  grid: { light: '#e2e5ea', dark: '#333941' },
  /** Edited and asked in the same language. */
  red: { light: '#c0271c', dark: '#ff8378' },
  /** Edited in one language, asked in another. */
  green: { light: '#11743d', dark: '#63cf8b' },
  blue: { light: '#1d5fae', dark: '#86b6f6' },
  orange: { light: '#9a5200', dark: '#efb056' },
  violet: { light: '#7a3aa8', dark: '#cf9af0' },
} as const satisfies Readonly<Record<string, Colour>>;

export type ColourName = keyof typeof palette;

/** A figure's colour: the light one, as `withVariables` finds it again. */
export function colour(name: ColourName): string {
  return palette[name].light;
}

/** The definitions of the variables, for a page that is light or dark. */
export function colourVariables(theme: keyof Colour): string {
  return Object.entries(palette)
    .map(([name, { [theme]: value }]) => `--${name}:${value}`)
    .join(';');
}

/** A drawing in the light colours, with the page's variables in their place. */
export function withVariables(svg: string): string {
  let result = svg;
  for (const [name, { light }] of Object.entries(palette))
    result = result.replaceAll(`"${light}"`, `"var(--${name})"`);
  return result;
}

/** Nine that can be told apart on a light page and on a dark one. */
export const categoryColours = [
  '#c0392b',
  '#2a78c2',
  '#2e8b57',
  '#b8860b',
  '#8e5bc0',
  '#0f8f9c',
  '#c2559d',
  '#7a7f3a',
  '#7b7f88',
] as const;
