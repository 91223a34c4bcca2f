import type { Config, TopLevelSpec } from 'vega-lite';
import { compile } from 'vega-lite';
import { parse, View } from 'vega';
import { fontStack } from '../fonts/fontFiles.js';
import { colour } from './palette.js';

/** What is inside an `svg` element, and its size. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly content: string;
}

/** Draws a panel without a browser. */
export async function drawPanel(spec: TopLevelSpec): Promise<Drawing> {
  const view = new View(parse(compile({ ...spec, config }).spec), { renderer: 'none' });
  try {
    return drawingOf(await view.toSVG());
  } finally {
    view.finalize();
  }
}

const config: Config = {
  aria: false,
  background: 'transparent',
  font: fontStack,
  view: { stroke: null },
  axis: {
    labelColor: colour('ink'),
    labelFontSize: 11,
    labelLimit: 0,
    labelFlush: false,
    titleColor: colour('muted'),
    titleFontSize: 11,
    titleFontWeight: 'normal',
    gridColor: colour('grid'),
    domainColor: colour('muted'),
    tickColor: colour('muted'),
  },
};

function drawingOf(svg: string): Drawing {
  const [, width, height, content] =
    /^<svg[^>]* width="([\d.]+)" height="([\d.]+)"[^>]*>(.*)<\/svg>\s*$/s.exec(svg)!;
  return {
    width: Number(width),
    height: Number(height),
    // The whole is one image with one text; what Vega says of its parts would only be read out beside it.
    content: content!.replace(/ (?:role|aria-[a-z]+|class|pointer-events)="[^"]*"/g, ''),
  };
}
