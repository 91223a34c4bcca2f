import { bar } from './progressBar.js';

/** What stands out in a chart: a word to the right of the bar, and the style of the whole line. */
export interface Mark {
  readonly word: string;
  readonly style?: (line: string) => string;
}

export interface BarChartOptions {
  /** Columns for the whole chart. */
  readonly width: number;
  /** By index. */
  readonly marks?: ReadonlyMap<number, Mark>;
}

const widestBar = 60;

/**
 * One line a value: its index, a bar from 0 to the largest value, the value, its mark. Values that are no finite
 * number get no bar.
 */
export function barChart(values: readonly number[], options: BarChartOptions): string[] {
  const largest = Math.max(0, ...values.filter(Number.isFinite));
  const labels = values.map((value) => (Number.isFinite(value) ? withFourDigits(value) : '–'));
  const indexWidth = String(values.length - 1).length;
  const labelWidth = Math.max(...labels.map((label) => label.length));
  const marks = [...(options.marks?.values() ?? [])].map(({ word }) => word.length + 3);
  const free = options.width - indexWidth - labelWidth - 2 - Math.max(0, ...marks);
  const barWidth = Math.max(4, Math.min(widestBar, free));
  return values.map((value, index) => {
    const drawn = largest > 0 && Number.isFinite(value) ? bar(value / largest, barWidth) : '';
    const line = `${String(index).padStart(indexWidth)} ${drawn.padEnd(barWidth)} ${labels[index]!.padStart(labelWidth)}`;
    const mark = options.marks?.get(index);
    return mark ? (mark.style ?? String)(`${line} ◀ ${mark.word}`) : line;
  });
}

function withFourDigits(value: number): string {
  const digits = Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toFixed(Math.min(digits, 6));
}
