import type { TopLevelSpec } from 'vega-lite';
import { colour } from '../palette.js';
import { inner, labelledRows, lying } from './axes.js';

/** A distribution, by its quartiles and ends. */
export interface Box {
  readonly label: string;
  readonly min: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly max: number;
}

/** Distributions below each other. */
export function boxPanel(boxes: readonly Box[], labels: readonly string[], title: string): TopLevelSpec {
  const x = (field: keyof Box) =>
    ({
      field,
      type: 'quantitative',
      scale: { zero: true, nice: true },
      axis: { title, titlePadding: 6, tickCount: 5, format: '~s' },
    }) as const;
  return {
    width: inner(lying),
    height: Math.max(1, labels.length) * 22,
    padding: lying,
    autosize: 'none',
    data: { values: [...boxes] },
    encoding: labelledRows(labels),
    layer: [
      { mark: { type: 'rule', color: colour('blue') }, encoding: { x: x('min'), x2: { field: 'max' } } },
      {
        mark: { type: 'rule', strokeWidth: 8, color: colour('blue'), strokeOpacity: 0.45 },
        encoding: { x: x('lowerQuartile'), x2: { field: 'upperQuartile' } },
      },
      {
        mark: { type: 'tick', thickness: 2, size: 14, color: colour('ink') },
        encoding: { x: x('median') },
      },
    ],
  };
}
