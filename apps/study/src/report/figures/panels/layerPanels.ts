import type { TopLevelSpec } from 'vega-lite';
import { colour } from '../palette.js';
import { inner, lying, upright } from './axes.js';

export interface LayerShare {
  readonly label: string;
  readonly layer: number;
  /** Of the language's edits, between 0 and 1. */
  readonly share: number;
}

/** Which layers were edited, by language: the larger a square, the more often. */
export function layerSharePanel(
  shares: readonly LayerShare[],
  labels: readonly string[],
  layers: number,
): TopLevelSpec {
  return {
    width: inner(lying),
    height: Math.max(1, labels.length) * 22,
    padding: lying,
    autosize: 'none',
    data: { values: [...shares] },
    mark: {
      type: 'point',
      shape: 'square',
      filled: true,
      color: colour('blue'),
      fillOpacity: 0.85,
      opacity: 1,
    },
    encoding: {
      y: {
        field: 'label',
        type: 'nominal',
        scale: { domain: [...labels] },
        axis: { title: null, ticks: false, domain: false, labelPadding: 6, grid: true },
      },
      x: {
        field: 'layer',
        type: 'quantitative',
        scale: { domain: [-0.5, Math.max(1, layers) - 0.5], nice: false, zero: false },
        axis: { title: 'layer, counted from 0', titlePadding: 6, tickCount: 8, tickMinStep: 1, format: 'd' },
      },
      size: {
        field: 'share',
        type: 'quantitative',
        scale: { domain: [0, 1], range: [0, Math.min(12, (1.1 * inner(lying)) / layers) ** 2], zero: true },
        legend: null,
      },
    },
  };
}

export interface CurvePoint {
  readonly series: string;
  readonly colour: string;
  readonly layer: number;
  readonly distance: number;
}

/** How far the two answers' states are apart in each layer, as a share of the greatest distance. */
export function distancePanel(points: readonly CurvePoint[]): TopLevelSpec {
  return {
    width: inner(upright),
    height: 190,
    padding: { ...upright, bottom: 38 },
    autosize: 'none',
    data: { values: [...points] },
    mark: { type: 'line', strokeWidth: 1.5 },
    encoding: {
      x: {
        field: 'layer',
        type: 'quantitative',
        scale: { nice: false, zero: false },
        axis: { title: 'layer, counted from 0', titlePadding: 6, grid: false, tickMinStep: 1, format: 'd' },
      },
      y: {
        field: 'distance',
        type: 'quantitative',
        scale: { domain: [0, 1] },
        axis: { title: null, tickCount: 5, format: '.0%' },
      },
      color: { field: 'colour', type: 'nominal', scale: null },
      detail: { field: 'series', type: 'nominal' },
    },
  };
}
