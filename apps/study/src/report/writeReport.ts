import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudyResults } from '../study/StudyResults.js';
import { composeSvg } from './figures/composeSvg.js';
import { drawPanel } from './figures/drawPanel.js';
import { drawPng } from './figures/drawPng.js';
import { figureText } from './figures/figureText.js';
import { LanguageNames } from './figures/labels.js';
import { reportFigures, type FigureSection } from './figures/reportFigures.js';
import { tableCsv } from './figures/tableCsv.js';
import { cutFonts } from './fonts/cutFonts.js';
import { fontFaces } from './fonts/fontFaces.js';
import type { DrawnFigure } from './html/figureBlock.js';
import { page } from './html/page.js';
import { packSamples, type PackOptions } from './html/samples/packSamples.js';
import { tableOne } from './html/tableOne.js';
import type { ReportNumbers } from './numbers/ReportNumbers.js';

export interface WriteReportOptions extends PackOptions {
  readonly signal?: AbortSignal | undefined;
  /** `done` of `total` figures are written. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What a report's folder holds. */
export interface WrittenReport {
  readonly report: string;
  /** Of each figure SVG, PNG and CSV. */
  readonly figures: readonly string[];
  /** Pairs of answers in the page's browser, and in the study. */
  readonly shownSamples: number;
  readonly samples: number;
}

/**
 * Writes `report.html`, and the figures into `figures/`. The same numbers and results give the same page and SVG files.
 * @param folder made if it isn't there; files of an earlier report are written over
 */
export async function writeReport(
  numbers: ReportNumbers,
  results: StudyResults,
  folder: string,
  { signal, onProgress, ...packing }: WriteReportOptions = {},
): Promise<WrittenReport> {
  const figureFolder = join(folder, 'figures');
  await mkdir(figureFolder, { recursive: true });
  const figures = await drawAll(numbers, signal);
  const drawn = [...figures.values()].flat();
  const names = new LanguageNames(numbers.study.languages);
  const judges = numbers.judges.map(({ judge }) => judge);
  const samples = await packSamples(results, judges, names, packing);
  signal?.throwIfAborted();

  const labels = new Set(drawn.flatMap(({ figure, drawings }) => [...figureText(figure, drawings)]));
  const figureStyle = fontFaces(await cutFonts(labels, 'woff2'));
  const pageText = [...labels, ...samples.characters, JSON.stringify(numbers.study), asciiCharacters];
  const fonts = fontFaces(await cutFonts(pageText, 'woff2'));
  const report = join(folder, 'report.html');
  await writeWhole(report, page({ numbers, figures, samples, fonts }));

  const files: string[] = [];
  const write = async (name: string, content: string | Uint8Array): Promise<void> => {
    const file = join(figureFolder, name);
    await writeWhole(file, content);
    files.push(file);
  };
  if (judges.length > 0) await write('table-1.csv', tableCsv(tableOne(numbers.table1)));
  for (const [done, { figure, drawings }] of drawn.entries()) {
    signal?.throwIfAborted();
    onProgress?.(done, drawn.length);
    const svg = composeSvg(figure, drawings, figureStyle);
    await write(`${figure.id}.svg`, svg);
    // Without the fonts, which the picture's drawer can't read from there.
    await write(`${figure.id}.png`, await drawPng(composeSvg(figure, drawings, '')));
    await write(`${figure.id}.csv`, tableCsv(figure.table));
  }
  return { report, figures: files, shownSamples: samples.shown, samples: samples.total };
}

const asciiCharacters = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');

async function drawAll(
  numbers: ReportNumbers,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<FigureSection, readonly DrawnFigure[]>> {
  const all = new Map<FigureSection, readonly DrawnFigure[]>();
  for (const [section, figures] of reportFigures(numbers)) {
    const drawn: DrawnFigure[] = [];
    for (const figure of figures) {
      const drawings: DrawnFigure['drawings'][number][] = [];
      for (const { spec } of figure.panels) {
        signal?.throwIfAborted();
        drawings.push(await drawPanel(spec));
      }
      drawn.push({ figure, drawings });
    }
    all.set(section, drawn);
  }
  return all;
}

/** A file is there whole or not at all: a reader never meets half a report. */
async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const part = `${file}.part`;
  await writeFile(part, content);
  await rename(part, file);
}
