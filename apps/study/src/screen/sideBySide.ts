import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { printable } from './printable.js';

export interface Panel {
  readonly heading: string;
  readonly text: string;
  /** Styles each line of the text. */
  readonly style?: (line: string) => string;
  readonly headingStyle?: (heading: string) => string;
}

/** Below this the panels stand one under the other. */
const narrowest = 80;
const gap = ' │ ';

/** Two panels of text in two columns of equal width, or stacked on a narrow screen. One string a line. */
export function sideBySide(left: Panel, right: Panel, width: number): string[] {
  if (width < narrowest) return [...stacked(left, width), '', ...stacked(right, width)];
  const columnWidth = Math.floor((width - gap.length) / 2);
  const [leftLines, rightLines] = [panelLines(left, columnWidth), panelLines(right, columnWidth)];
  return Array.from({ length: Math.max(leftLines.length, rightLines.length) }, (_, row) => {
    const leftLine = leftLines[row] ?? '';
    const padding = ' '.repeat(columnWidth - stringWidth(leftLine));
    return `${leftLine}${padding}${gap}${rightLines[row] ?? ''}`.trimEnd();
  });
}

function stacked(panel: Panel, width: number): string[] {
  const [heading, ...lines] = panelLines(panel, width - 2);
  return [heading!, ...lines.map((line) => (line === '' ? '' : `  ${line}`))];
}

function panelLines(panel: Panel, width: number): string[] {
  const style = panel.style ?? String;
  const headingStyle = panel.headingStyle ?? String;
  return [
    ...wrap(panel.heading, width).map((line) => headingStyle(line)),
    ...wrap(panel.text, width).map((line) => (line === '' ? '' : style(line))),
  ];
}

/** Lines of `text`, which may hold anything, no wider than `width` columns. */
export function wrap(text: string, width: number): string[] {
  return wrapAnsi(printable(text), width, { hard: true }).split('\n');
}
