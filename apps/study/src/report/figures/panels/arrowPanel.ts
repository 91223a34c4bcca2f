import type { TopLevelSpec } from 'vega-lite';
import { colour } from '../palette.js';
import { inner, languageSlots, percentAxis, percentScale, upright } from './axes.js';

/** A change of a rate: an arrow. Rates in per cent. */
export interface Arrow {
  /** As the axis writes it. */
  readonly language: string;
  /** Which of the arrows beside each other it is. */
  readonly slot: string;
  readonly colour: string;
  readonly before: number;
  /** Between the two: up to here the arrow is dashed. */
  readonly middle?: number;
  readonly after: number;
  /** 95 % interval of `after`. */
  readonly low?: number;
  readonly high?: number;
}

/** What the paper publishes for an arrow's end. */
export interface PublishedMark {
  readonly language: string;
  readonly slot: string;
  readonly value: number;
  /** `about`: "almost"; `at-most`: "below", "around or lower than". */
  readonly relation: 'equals' | 'about' | 'at-most';
}

export interface ArrowPanelOptions {
  readonly arrows: readonly Arrow[];
  readonly published?: readonly PublishedMark[];
  readonly languages: readonly string[];
  readonly slots: readonly string[];
}

/** Each language's rate before and after, as an arrow from one to the other. */
export function arrowPanel({ arrows, published = [], languages, slots }: ArrowPanelOptions): TopLevelSpec {
  const values = arrows.map((arrow) => ({
    ...arrow,
    middle: arrow.middle ?? arrow.before,
    direction: direction(arrow),
  }));
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: percentScale,
    axis: percentAxis,
  });
  const ownColour = { field: 'colour', type: 'nominal', scale: null } as const;
  return {
    width: inner(upright),
    height: 190,
    padding: upright,
    autosize: 'none',
    data: { values },
    encoding: languageSlots(languages, slots),
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 6, strokeOpacity: 0.2 },
        encoding: { y: y('low'), y2: { field: 'high' }, color: ownColour },
      },
      {
        mark: { type: 'rule', strokeWidth: 1.75, strokeDash: [2, 2] },
        encoding: { y: y('before'), y2: { field: 'middle' }, color: ownColour },
      },
      {
        mark: { type: 'rule', strokeWidth: 1.75 },
        encoding: { y: y('middle'), y2: { field: 'after' }, color: ownColour },
      },
      {
        mark: {
          type: 'point',
          shape: 'circle',
          size: 16,
          fill: colour('paper'),
          strokeWidth: 1.25,
          opacity: 1,
        },
        encoding: { y: y('before'), stroke: ownColour },
      },
      {
        mark: { type: 'point', filled: true, size: 52, opacity: 1 },
        encoding: {
          y: y('after'),
          color: ownColour,
          shape: {
            field: 'direction',
            type: 'nominal',
            scale: { domain: ['up', 'down', 'same'], range: ['triangle-up', 'triangle-down', dot] },
            legend: null,
          },
        },
      },
      {
        data: { values: [...published] },
        mark: { type: 'point', strokeWidth: 1.5, opacity: 1, fill: null, stroke: colour('ink') },
        encoding: {
          y: y('value'),
          size: {
            field: 'relation',
            type: 'ordinal',
            scale: { domain: ['equals', 'about', 'at-most'], range: [70, 360, 360] },
            legend: null,
          },
          shape: {
            field: 'relation',
            type: 'nominal',
            scale: {
              domain: ['equals', 'about', 'at-most'],
              range: ['diamond', 'M-.5,0H.5', 'M-.4,0H.4M0,0V.5M-.16,.34L0,.5L.16,.34'],
            },
            legend: null,
          },
        },
      },
    ],
    resolve: { scale: { shape: 'independent', size: 'independent' } },
  };
}

/** A circle, smaller than Vega's own. */
const dot = 'M-.35,0A.35,.35,0,1,0,.35,0A.35,.35,0,1,0,-.35,0Z';

function direction({ before, after }: Arrow): 'up' | 'down' | 'same' {
  if (after === before) return 'same';
  return after > before ? 'up' : 'down';
}
