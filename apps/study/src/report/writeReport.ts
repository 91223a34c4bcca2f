import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeSvg } from './figures/composeSvg.js';
import { drawPanel, type Drawing } from './figures/drawPanel.js';
import { drawPng } from './figures/drawPng.js';
import type { Figure } from './figures/Figure.js';
import { figureText } from './figures/figureText.js';
import { reportFigures, type FigureSection } from './figures/reportFigures.js';
import { tableCsv } from './figures/tableCsv.js';
import { cutFonts } from './fonts/cutFonts.js';
import { fontFaces } from './fonts/fontFaces.js';
import type { DrawnFigure } from './html/figureBlock.js';
import { page } from './html/page.js';
import type { PackedSamples } from './html/samples/packSamples.js';
import { tableOne } from './html/tableOne.js';
import type { ReportNumbers } from './numbers/ReportNumbers.js';

export interface WriteReportOptions {
  readonly signal?: AbortSignal | undefined;
  /** `done` of `total` figures are drawn. */
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
 * Writes `report.html`, and the figures into `figures/`. The same numbers and samples give the same page and SVG files.
 * @param samples what `packSamples` gives, perhaps still being compressed
 * @param folder made if it isn't there; files of an earlier report are written over
 */
export async function writeReport(
  numbers: ReportNumbers,
  packing: Promise<PackedSamples>,
  folder: string,
  { signal, onProgress }: WriteReportOptions = {},
): Promise<WrittenReport> {
  const figureFolder = join(folder, 'figures');
  await mkdir(figureFolder, { recursive: true });
  const write = async (name: string, content: string | Uint8Array): Promise<string> => {
    const file = join(figureFolder, name);
    await writeWhole(file, content);
    return file;
  };

  const sections = reportFigures(numbers);
  const total = [...sections.values()].flat().length;
  const drawn: DrawnFigure[] = [];
  // Pictures are drawn beside this thread, as many at a time as there are threads, while it draws the next figures.
  const pictures: Promise<void>[] = [];
  const figures = new Map<FigureSection, readonly DrawnFigure[]>();
  for (const [section, own] of sections) {
    const before = drawn.length;
    for (const figure of own) {
      onProgress?.(drawn.length, total);
      const drawings = await drawPanels(figure, signal);
      drawn.push({ figure, drawings });
      const picture = drawPng(composeSvg(figure, drawings, '')).then(async (bytes) => {
        await write(`${figure.id}.png`, bytes);
      });
      // Awaited below; a failure before that is not lost, but must not end the process either.
      picture.catch(() => undefined);
      pictures.push(picture);
    }
    figures.set(section, drawn.slice(before));
  }

  const samples = await packing;
  signal?.throwIfAborted();

  const labels = new Set(drawn.flatMap(({ figure, drawings }) => [...figureText(figure, drawings)]));
  const figureStyle = fontFaces(await cutFonts(labels, 'woff2'));
  const pageText = [...labels, ...samples.characters, JSON.stringify(numbers.study), asciiCharacters];
  const fonts = fontFaces(await cutFonts(pageText, 'woff2'));
  const report = join(folder, 'report.html');
  await writeWhole(report, page({ numbers, figures, samples, fonts }));

  const files =
    numbers.judges.length > 0 ? [await write('table-1.csv', tableCsv(tableOne(numbers.table1)))] : [];
  for (const { figure, drawings } of drawn)
    files.push(
      await write(`${figure.id}.svg`, composeSvg(figure, drawings, figureStyle)),
      join(figureFolder, `${figure.id}.png`),
      await write(`${figure.id}.csv`, tableCsv(figure.table)),
    );
  await Promise.all(pictures);
  signal?.throwIfAborted();
  return { report, figures: files, shownSamples: samples.shown, samples: samples.total };
}

const asciiCharacters = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');

async function drawPanels({ panels }: Figure, signal: AbortSignal | undefined): Promise<readonly Drawing[]> {
  const drawings: Drawing[] = [];
  for (const { spec } of panels) {
    signal?.throwIfAborted();
    drawings.push(await drawPanel(spec));
  }
  return drawings;
}

/** A file is there whole or not at all: a reader never meets half a report. */
async function writeWhole(file: string, content: string | Uint8Array | Iterable<string>): Promise<void> {
  const part = `${file}.part`;
  await writeFile(part, content);
  await rename(part, file);
}
