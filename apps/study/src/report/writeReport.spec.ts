import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeUpReport, type MadeUpReport } from '../../test/madeUpReport.js';
import { samplesOfReport } from './html/samples/samplesOfReport.js';
import { writeReport, type WrittenReport } from './writeReport.js';

const folder = mkdtempSync(join(tmpdir(), 'msafeedit-report-spec-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const attack = '</script><script>globalThis.taken=1</script><img src=x onerror="taken=1">\u202e"\'&';
let report: MadeUpReport;
let written: WrittenReport;
let page: string;

beforeAll(async () => {
  const own = await madeUpReport(
    { languages: ['en', 'th'], samples: 2, experiments: ['all-pairs'] },
    { judges: ['Claude', `Judge ${attack}`], failed: [] },
  );
  report = {
    ...own,
    numbers: { ...own.numbers, failures: [{ unit: 'a-b-1', reason: attack }] },
    results: {
      ...own.results,
      tests: own.results.tests.map((test) => ({
        ...test,
        answer: { ...test.answer, text: attack, prompt: attack },
      })),
    },
  };
  written = await writeReport(
    report.numbers,
    samplesOfReport(report.results, report.study),
    join(folder, 'one'),
  );
  page = readFileSync(written.report, 'utf8');
});

describe('writeReport', () => {
  it('writes the page, and SVG, PNG and CSV of each figure', () => {
    expect(written.report).toBe(join(folder, 'one', 'report.html'));
    expect(written.figures.filter((file) => !existsSync(file))).toEqual([]);
    const named = (ending: string): readonly string[] =>
      written.figures
        .filter((file) => file.endsWith(ending))
        .map((file) => file.slice(0, -ending.length))
        .filter((file) => !file.endsWith('table-1'));
    expect(named('.svg').length).toBeGreaterThan(10);
    expect(named('.png')).toEqual(named('.svg'));
    expect(named('.csv')).toEqual(named('.svg'));
    for (const file of written.figures) expect(readFileSync(file).length).toBeGreaterThan(100);
  });

  it('lets nothing that models, judges or data say become markup', () => {
    expect(page).not.toContain('<img');
    expect(page).not.toContain('taken=1</script>');
    expect(page.match(/<script(?! type="text\/plain")/g)).toHaveLength(1);
    expect(page).toContain('&lt;/script&gt;');
    for (const file of written.figures.filter((each) => each.endsWith('.svg')))
      expect(readFileSync(file, 'utf8')).not.toMatch(/<(script|img)/);
  });

  it('names no place to load anything from, and forbids it', () => {
    expect(page).toContain(`content="default-src &#39;none&#39;;`);
    // In tags alone: what the models said stands in the page as text.
    for (const [tag] of page.matchAll(/<[a-z][^>]*>/g)) expect(tag).not.toMatch(/ (?:src|href)="(?!#)/);
    expect(page).not.toMatch(/@import|url\((?!data:font|#)/);
    expect(page).not.toMatch(/https?:\/\//);
    for (const [tag] of page.matchAll(/<[a-z][^>]*>/g)) expect(tag).not.toMatch(/ style=| on[a-z]+="/);
  });

  it('has a heading, a text and a table for each figure', () => {
    const count = (pattern: RegExp): number => page.match(pattern)?.length ?? 0;
    const figures = count(/<figure /g);
    expect(figures).toBeGreaterThan(10);
    expect(count(/<summary>The numbers behind it<\/summary>\s*<div class="scroll"/g)).toBe(figures);
    expect(count(/<h3 id="[a-z0-9-]+-title">/g)).toBe(figures);
    expect(count(/role="img"\s+aria-label="[^"]{20,}"/g)).toBeGreaterThanOrEqual(figures);
    expect(count(/<table>\s*<caption>[^<]/g)).toBe(count(/<table>/g));
  });

  it('writes the same again for the same results', async () => {
    const again = await writeReport(
      report.numbers,
      samplesOfReport(report.results, report.study),
      join(folder, 'two'),
    );
    expect(readFileSync(again.report, 'utf8')).toBe(page);
    const [one, two] = [written, again].map(({ figures }) =>
      figures.map((file) => readFileSync(file, 'base64')),
    );
    expect(two).toEqual(one);
  });

  it('makes a report of a study that no judge has seen', async () => {
    const { numbers, results, study } = await madeUpReport(
      { languages: ['en'], samples: 1, experiments: ['monolingual'] },
      { judges: [] },
    );
    const { report: file } = await writeReport(
      numbers,
      samplesOfReport(results, study),
      join(folder, 'three'),
    );
    expect(readFileSync(file, 'utf8')).toContain('No judge has judged these answers yet');
  });

  it('stops when it is told to', async () => {
    await expect(
      writeReport(report.numbers, samplesOfReport(report.results, report.study), join(folder, 'four'), {
        signal: AbortSignal.abort(),
      }),
    ).rejects.toThrow('aborted');
  });
});
