import type { TopLevelSpec } from 'vega-lite';
import { colour } from '../palette.js';
import { languageAxis, panelWidth } from './axes.js';

export interface HeatmapPanelOptions {
  /** In per cent or points; `null` where nothing was asked. */
  readonly values: readonly (readonly (number | null)[])[];
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `change`: about 0, with a sign. */
  readonly kind: 'rate' | 'change';
}

const padding = { left: 104, right: 8, top: 26, bottom: 80 };

/** A value for each row and column, written into its cell. */
export function heatmapPanel({ values, rows, columns, kind }: HeatmapPanelOptions): TopLevelSpec {
  const cells = rows.flatMap((row, at) =>
    columns.map((column, index) => {
      const value = values[at]?.[index] ?? null;
      return {
        row,
        column,
        value,
        text: value === null ? '–' : text(value, kind),
        dark: isDark(value),
      };
    }),
  );
  return {
    width: panelWidth - padding.left - padding.right,
    height: rows.length * 27,
    padding,
    autosize: 'none',
    data: { values: cells },
    encoding: {
      x: {
        field: 'column',
        type: 'nominal',
        scale: { domain: [...columns], padding: 0.04 },
        axis: languageAxis,
      },
      y: {
        field: 'row',
        type: 'nominal',
        scale: { domain: [...rows], padding: 0.04 },
        axis: { title: null, ticks: false, domain: false, labelPadding: 5 },
      },
    },
    layer: [
      {
        transform: [{ filter: 'isValid(datum.value)' }],
        mark: { type: 'rect' },
        encoding: {
          color: {
            field: 'value',
            type: 'quantitative',
            scale:
              kind === 'rate'
                ? { domain: [0, 100], range: ['#eaf1fa', '#0a458c'], interpolate: 'rgb' }
                : { domain: [-100, 0, 100], range: ['#a4460b', '#f4f4f2', '#0a458c'], interpolate: 'rgb' },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 10.5 },
        encoding: {
          text: { field: 'text' },
          color: {
            condition: [
              { test: '!isValid(datum.value)', value: colour('muted') },
              { test: 'datum.dark', value: '#fefefe' },
            ],
            value: '#10141a',
          },
        },
      },
      {
        data: { values: [{}] },
        mark: { type: 'text', align: 'left', fontSize: 11, color: colour('muted') },
        encoding: {
          x: { value: -98 },
          y: { value: -12 },
          text: { value: 'rows: edited in; columns: asked in' },
        },
      },
    ],
  };
}

function text(value: number, kind: 'rate' | 'change'): string {
  const rounded = Math.round(Math.abs(value));
  if (kind === 'rate' || rounded === 0) return String(rounded);
  return `${value > 0 ? '+' : '−'}${rounded}`;
}

/** Whether white reads better on the cell than black. */
function isDark(value: number | null): boolean {
  return value !== null && (value > 70 || value < -82);
}
