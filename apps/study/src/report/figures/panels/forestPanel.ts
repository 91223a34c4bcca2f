import type { TopLevelSpec } from 'vega-lite';
import { colour } from '../palette.js';
import { inner, labelledRows, lying } from './axes.js';

/** A value with its interval, on a line of its own. */
export interface ForestRow {
  readonly label: string;
  readonly colour: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

export interface ForestPanelOptions {
  readonly rows: readonly ForestRow[];
  /** From top to bottom, those without a row included. */
  readonly labels: readonly string[];
  /** Under the axis. */
  readonly title: string;
  readonly domain: readonly [number, number];
  /** Where upright lines stand; the first is drawn whole, others dashed. */
  readonly lines: readonly number[];
}

const rowHeight = 22;

/** Values with their intervals below each other. */
export function forestPanel({ rows, labels, title, domain, lines }: ForestPanelOptions): TopLevelSpec {
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { domain: [...domain], nice: false, clamp: true },
    axis: { title, titlePadding: 6, tickCount: 5, format: 'd' },
  });
  const ownColour = { field: 'colour', type: 'nominal', scale: null } as const;
  return {
    width: inner(lying),
    height: Math.max(1, labels.length) * rowHeight,
    padding: lying,
    autosize: 'none',
    data: { values: [...rows] },
    encoding: labelledRows(labels),
    layer: [
      ...lines.map((line, index) => ({
        data: { values: [{}] },
        mark: {
          type: 'rule',
          color: colour('muted'),
          strokeDash: index === 0 ? [1, 0] : [3, 3],
        } as const,
        encoding: { x: { datum: line }, y: { value: 0 }, y2: { value: 'height' as const } },
      })),
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { x: x('low'), x2: { field: 'high' }, color: ownColour },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: { x: x('value'), color: ownColour },
      },
    ],
  };
}
