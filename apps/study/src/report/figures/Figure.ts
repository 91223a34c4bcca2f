import type { TopLevelSpec } from 'vega-lite';
import type { DataTable } from './DataTable.js';

/** A figure of the report: one or more panels that share a legend, and the numbers behind them. */
export interface Figure {
  /** Names its files and its place in the page: letters, digits and hyphens; unique in a report. */
  readonly id: string;
  readonly title: string;
  /** What is drawn, for those who see it and those who don't; how to read it. */
  readonly caption: string;
  readonly panels: readonly Panel[];
  readonly legend: readonly LegendEntry[];
  readonly table: DataTable;
  /** Panels beside each other where there is room, so that rows belong together: 1, 2 (the default) or 3. */
  readonly columns?: 1 | 2 | 3;
  /** What the paper says of the same. */
  readonly paperSays?: readonly { readonly says: string; readonly source: string }[];
}

export interface Panel {
  readonly title: string;
  /** What the panel shows in words, for those who don't see it. */
  readonly text: string;
  readonly spec: TopLevelSpec;
}

export interface LegendEntry {
  readonly symbol: 'arrow' | 'line' | 'dashes' | 'band' | 'square' | 'dot' | 'diamond' | 'bar' | 'limit';
  /** One of the palette's, or of the categories. */
  readonly colour: string;
  readonly label: string;
}
