import { parse as parseCsv } from 'csv-parse/sync';
import { compile } from 'vega-lite';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { madeUpReport, type MadeUpReport } from '../../../test/madeUpReport.js';
import { useFontsForPng } from '../fonts/useFontsForPng.js';
import { composeSvg } from './composeSvg.js';
import { drawPanel } from './drawPanel.js';
import type { Figure } from './Figure.js';
import { reportFigures } from './reportFigures.js';
import { tableCsv } from './tableCsv.js';

let report: MadeUpReport;
let figures: readonly Figure[];

beforeAll(async () => {
  report = await madeUpReport();
  figures = [...reportFigures(report.numbers).values()].flat();
});

const find = (id: string): Figure => figures.find((figure) => figure.id === id)!;

describe('reportFigures', () => {
  it('has the paper’s figures by both judges, and what the paper lacks', () => {
    const ids = figures.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9-]+$/);
    expect(ids).toEqual(
      expect.arrayContaining([
        ...[2, 3, 4, 5, 6, 7, 8, 9].map((number) => `figure-${number}`),
        ...['ds', 'dg-onlyq', 'dg-othera', 'dg-otherq', 'dg-otheraq'].map((test) => `heatmap-${test}`),
        ...['hypothesis', 'gain-split', 'transfer', 'group-gains', 'prompt-tokens', 'overflow'],
        ...['layers', 'distances', 'degeneration', 'judge-agreement', 'speed'],
        'heatmap-ds-2-gpt-4o-mini-made-up',
      ]),
    );
  });

  it('makes specifications that vega-lite has nothing to say against', () => {
    const said = vi.spyOn(console, 'warn').mockReturnValue();
    for (const { panels } of figures) for (const { spec } of panels) compile(spec);
    expect(said.mock.calls).toEqual([]);
    said.mockRestore();
  });

  it('draws monolingual arrows red, cross-lingual ones green, with heads at the rates after', () => {
    const { numbers } = report;
    const [panel] = find('figure-2').panels;
    const { data } = panel!.spec as unknown as { data: { values: Record<string, unknown>[] } };
    const cells = numbers.judges[0]!.cells.filter(
      ({ model, metric, layerChoice, editLanguage, testLanguage }) =>
        model === 'sturdy' &&
        metric === 'defenceSuccess' &&
        layerChoice === 'configured' &&
        (editLanguage === testLanguage || editLanguage === 'en'),
    );
    expect(data.values).toHaveLength(cells.length);
    for (const { editLanguage, testLanguage, before, after } of cells)
      expect(data.values).toContainEqual(
        expect.objectContaining({
          language: expect.stringMatching(new RegExp(`^${testLanguage} `)) as string,
          colour: editLanguage === testLanguage ? '#c0271c' : '#11743d',
          before: 100 * before.rate!,
          after: 100 * after.rate!,
        }),
      );
  });

  it('marks what the paper publishes, for its models and judges alone', async () => {
    const marks = (figure: Figure): readonly unknown[] =>
      figure.panels.flatMap(({ spec }) =>
        ((spec as unknown as { layer?: { data?: { values: unknown[] } }[] }).layer ?? []).flatMap(
          ({ data }) => data?.values ?? [],
        ),
      );
    expect(marks(find('figure-2'))).toContainEqual({
      language: 'en English',
      slot: 'monolingual',
      value: 94,
      relation: 'equals',
    });
    expect(marks(find('figure-2'))).toContainEqual({
      language: 'bn বাংলা',
      slot: 'monolingual',
      value: 60,
      relation: 'at-most',
    });
    expect(marks(find('figure-7'))).toEqual([]);
    const other = await madeUpReport({
      models: [{ name: 'mine', source: 'hf:me/mine' }],
      languages: ['en', 'th'],
      samples: 2,
    });
    const own = [...reportFigures(other.numbers).values()].flat();
    expect(own.flatMap(marks).filter((mark) => JSON.stringify(mark) !== '{}')).toEqual([]);
    expect(own.flatMap(({ paperSays = [] }) => paperSays)).toEqual([]);
  });

  it('leaves out what a study has nothing for', async () => {
    const { numbers } = await madeUpReport(
      { languages: ['en'], experiments: ['monolingual'], samples: 2, edit: { mode: 'paper' } },
      { judges: [] },
    );
    const ids = [...reportFigures(numbers).values()].flat().map(({ id }) => id);
    expect(ids.toSorted()).toEqual([
      ...['distances', 'divergence', 'layers', 'prompt-tokens', 'side-effects', 'speed'],
    ]);
    const { numbers: without } = await madeUpReport(
      { languages: ['en'], experiments: ['monolingual'], samples: 2, sideEffects: false },
      { judges: [] },
    );
    expect(reportFigures(without).get('side-effects')).toEqual([]);
  });

  it('says in words and in a table what each figure shows', () => {
    for (const { id, caption, panels, table } of figures) {
      expect(caption.length, id).toBeGreaterThan(20);
      expect(table.rows.length, id).toBeGreaterThan(0);
      for (const { title, text } of panels) expect(`${title}${text}`.length, id).toBeGreaterThan(20);
    }
  });
});

describe('drawn figures', () => {
  it('are whole SVG files that another program reads, with all languages named', async () => {
    const sharp = await useFontsForPng();
    for (const id of [
      'figure-2',
      'figure-5',
      'heatmap-ds',
      'hypothesis',
      'layers',
      'prompt-tokens',
      'speed',
    ]) {
      const figure = find(id);
      const drawings = await Promise.all(figure.panels.map(({ spec }) => drawPanel(spec)));
      const svg = composeSvg(figure, drawings, '');
      const { width, height } = await sharp(Buffer.from(svg)).metadata();
      expect([`width="${width}"`, `height="${height}"`].every((size) => svg.includes(size))).toBe(true);
      const { channels } = await sharp(Buffer.from(svg)).stats();
      // Something is drawn beside the paper.
      for (const { stdev } of channels.slice(0, 3)) expect(stdev).toBeGreaterThan(5);
      if (id !== 'speed') for (const name of ['বাংলা', 'हिन्दी', 'ไทย', '中文']) expect(svg).toContain(name);
    }
  });
});

describe('tableCsv', () => {
  it('holds the table’s numbers as they are', () => {
    const { table } = find('figure-2');
    const [head, ...rows]: string[][] = parseCsv(tableCsv(table));
    expect(head).toEqual(table.columns.map(({ title }) => title));
    expect(
      rows.map((row) =>
        row.map((text, at) => {
          if (text === '') return null;
          return table.columns[at]!.kind === 'text' ? text : Number(text);
        }),
      ),
    ).toEqual(table.rows);
  });

  it('disarms formulas, but not negative numbers', () => {
    const csv = tableCsv({
      columns: [
        { title: 'a', kind: 'text' },
        { title: 'b', kind: 'change' },
      ],
      rows: [
        ['=1+1', -0.5],
        ['@x, "y"\n', null],
      ],
    });
    expect(parseCsv(csv)).toEqual([
      ['a', 'b'],
      ["'=1+1", '-0.5'],
      ['\'@x, "y"\n', ''],
    ]);
  });
});
