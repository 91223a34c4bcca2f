import type { TopLevelSpec } from 'vega-lite';
import { colour } from '../palette.js';
import { inner, languageSlots, upright } from './axes.js';

/** A value with its interval. */
export interface Point {
  readonly language: string;
  readonly slot: string;
  readonly colour: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

export interface PointPanelOptions {
  readonly points: readonly Point[];
  readonly languages: readonly string[];
  readonly slots: readonly string[];
  readonly domain: readonly [number, number];
  /** `%` by default. */
  readonly unit?: string;
}

/** A few values for each language, with their intervals. */
export function pointPanel({
  points,
  languages,
  slots,
  domain,
  unit = '%',
}: PointPanelOptions): TopLevelSpec {
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { domain: [...domain], nice: false },
    axis: { title: null, tickCount: 5, labelExpr: `format(datum.value, '~') + ${JSON.stringify(unit)}` },
  });
  const ownColour = { field: 'colour', type: 'nominal', scale: null } as const;
  return {
    width: inner(upright),
    height: 170,
    padding: upright,
    autosize: 'none',
    data: { values: [...points] },
    encoding: languageSlots(languages, slots),
    layer: [
      ...(domain[0] < 0
        ? [
            {
              data: { values: [{}] },
              mark: { type: 'rule', color: colour('muted') } as const,
              encoding: {
                x: { value: 0 },
                x2: { value: 'width' as const },
                xOffset: { value: 0 },
                y: { datum: 0 },
              },
            },
          ]
        : []),
      {
        mark: { type: 'rule', strokeWidth: 1.5, strokeOpacity: 0.6 },
        encoding: { y: y('low'), y2: { field: 'high' }, color: ownColour },
      },
      {
        mark: { type: 'point', filled: true, size: 40, opacity: 1 },
        encoding: { y: y('value'), color: ownColour },
      },
    ],
  };
}
