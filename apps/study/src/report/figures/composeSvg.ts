import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { fontStack } from '../fonts/fontFiles.js';
import type { Drawing } from './drawPanel.js';
import { escapeXml } from './escapeXml.js';
import type { Figure } from './Figure.js';
import { legendSymbol } from './legendSymbol.js';
import { colour } from './palette.js';

const margin = 16;
const gap = 12;
const titleLine = 19;
const panelTitle = 20;
const legendLine = 19;
/** Em widths are about half the size; titles are bold. */
const titleCharacter = 7.8;
const legendCharacter = 6.3;

/**
 * A whole figure as an SVG file: title, panels, legend.
 * @param style CSS with the fonts, so that the file looks the same everywhere
 */
export function composeSvg(figure: Figure, drawings: readonly Drawing[], style: string): string {
  const columns = Math.max(1, Math.min(figure.columns ?? 2, drawings.length));
  const columnWidth = Math.max(...drawings.map(({ width }) => width));
  const width = 2 * margin + columns * columnWidth + (columns - 1) * gap;
  const parts: string[] = [];
  let y = margin;

  for (const line of wrapAnsi(figure.title, Math.floor((width - 2 * margin) / titleCharacter)).split('\n')) {
    parts.push(text(line, margin, y + 14, { size: 15, weight: 700, fill: colour('ink') }));
    y += titleLine;
  }
  y += 6;

  for (let first = 0; first < drawings.length; first += columns) {
    const row = drawings.slice(first, first + columns);
    for (const [index, { width: panelWidth, height, content }] of row.entries()) {
      const x = margin + index * (columnWidth + gap);
      const { title } = figure.panels[first + index]!;
      parts.push(
        text(title, x, y + 13, { size: 12.5, weight: 700, fill: colour('ink') }),
        `<svg x="${x}" y="${y + panelTitle}" width="${panelWidth}" height="${height}" ` +
          `viewBox="0 0 ${panelWidth} ${height}">${withOwnIds(content, `p${first + index}`)}</svg>`,
      );
    }
    y += panelTitle + Math.max(...row.map(({ height }) => height)) + gap;
  }

  let x = margin;
  for (const entry of figure.legend) {
    const entryWidth = 30 + stringWidth(entry.label) * legendCharacter + 18;
    if (x > margin && x + entryWidth > width - margin) {
      x = margin;
      y += legendLine;
    }
    parts.push(
      `<g transform="translate(${x},${y})">${legendSymbol(entry)}</g>`,
      text(entry.label, x + 30, y + 11.5, { size: 12, weight: 400, fill: colour('ink') }),
    );
    x += entryWidth;
  }
  const height = y + (figure.legend.length > 0 ? legendLine : 0) + margin;

  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">` +
    `<title id="title">${escapeXml(figure.title)}</title><desc id="desc">${escapeXml(figure.caption)}</desc>` +
    (style === '' ? '' : `<style>${style}</style>`) +
    `<rect width="${width}" height="${height}" fill="${colour('paper')}"/>${parts.join('')}</svg>\n`
  );
}

/** Vega numbers what it refers to from 0 in each drawing; beside each other they need names of their own. */
export function withOwnIds(content: string, prefix: string): string {
  return content
    .replace(/ id="([^"]+)"/g, ` id="${prefix}-$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${prefix}-$1)`)
    .replace(/(xlink:href|href)="#([^"]+)"/g, `$1="#${prefix}-$2"`);
}

function text(
  content: string,
  x: number,
  y: number,
  { size, weight, fill }: { readonly size: number; readonly weight: number; readonly fill: string },
): string {
  return (
    `<text x="${x}" y="${y}" font-family="${fontStack}" font-size="${size}" font-weight="${weight}" fill="${fill}">` +
    `${escapeXml(content)}</text>`
  );
}
