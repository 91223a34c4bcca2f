import type { Figure } from './Figure.js';
import type { Drawing } from './drawPanel.js';

/** All text that a figure's file holds, for its fonts. */
export function* figureText(figure: Figure, drawings: readonly Drawing[]): Iterable<string> {
  yield figure.title;
  for (const { title } of figure.panels) yield title;
  for (const { label } of figure.legend) yield label;
  for (const { content } of drawings)
    for (const [, text] of content.matchAll(/<text[^>]*>([^<]*)</g)) yield text!;
}
