import type { TopLevelSpec } from 'vega-lite';
import { colour } from '../palette.js';
import { inner, lying } from './axes.js';

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Behind the bar. */
  readonly text: string;
}

/** Bars below each other, with their values; up to the longest one, or to what the values may be at most. */
export function barPanel(bars: readonly Bar[], title: string, most?: number): TopLevelSpec {
  const greatest = most ?? Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  return {
    width: inner(lying),
    height: Math.max(1, bars.length) * 28,
    padding: lying,
    autosize: 'none',
    data: { values: [...bars] },
    encoding: {
      y: {
        field: 'label',
        type: 'nominal',
        sort: null,
        axis: { title: null, ticks: false, domain: false, labelPadding: 6 },
      },
      x: {
        field: 'value',
        type: 'quantitative',
        // Room for the text behind the longest bar.
        scale: { domain: [0, greatest * 1.3], nice: false },
        axis: { title, titlePadding: 6, tickCount: 4, format: greatest < 1 ? '~g' : '~s' },
      },
    },
    layer: [
      { mark: { type: 'bar', color: colour('blue'), height: 14 } },
      {
        mark: { type: 'text', align: 'left', dx: 5, fontSize: 11, color: colour('ink') },
        encoding: { text: { field: 'text' } },
      },
    ],
  };
}
