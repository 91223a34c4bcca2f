import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from '../../test/chromiumPath.js';
import { madeUpReport, type MadeUpReport } from '../../test/madeUpReport.js';
import { samplesOfReport } from './html/samples/samplesOfReport.js';
import { writeReport } from './writeReport.js';

const folder = mkdtempSync(join(tmpdir(), 'msafeedit-chromium-'));
const attack =
  '</script><script>globalThis.taken=1</script><img src=http://127.0.0.1:9/x onerror="taken=1"><svg onload=taken=1>' +
  '<iframe srcdoc="<script>parent.taken=1</script>"></iframe><a href="javascript:taken=1" autofocus onfocus=taken=1>x</a>' +
  '</style><style>body{display:none}</style><meta http-equiv=refresh content=0;url=http://127.0.0.1:9/>&lt;script&gt;' +
  '\u202eturned\u2066round \u001b[2J\u001b]0;taken\u0007\rover\b';
/** What of it neither HTML nor a name in the midst of our words may hold. */
const harmless = attack.replace(/(?!\r)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
let report: MadeUpReport;
let file: string;
/** The same of two languages: axe looks at every element. */
let smallFile: string;
let browser: Browser;

beforeAll(async () => {
  const made = await madeUpReport();
  // One of the answers, and each reason to it, try to break out.
  const [first, ...others] = made.results.tests;
  const hostile = {
    ...first!,
    answer: { ...first!.answer, text: attack },
    verdicts: new Map(
      [...first!.verdicts].map(([judge, verdict]) => [
        judge,
        { ...verdict, label: 'safe' as const, rationale: attack },
      ]),
    ),
  };
  report = { ...made, results: { ...made.results, tests: [hostile, ...others] } };
  ({ report: file } = await writeReport(made.numbers, samplesOfReport(report.results, made.study), folder));
  const small = await madeUpReport({ languages: ['en', 'th'], samples: 2 });
  ({ report: smallFile } = await writeReport(
    small.numbers,
    samplesOfReport(small.results, small.study),
    join(folder, 'small'),
  ));
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

interface Visit {
  readonly page: Page;
  /** Console messages, errors, and requests for anything but the page itself. */
  readonly complaints: readonly string[];
}

async function visit(width: number, colorScheme: 'light' | 'dark', visited = file): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  const url = pathToFileURL(visited).href;
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:font/')) complaints.push(request.url());
  });
  await page.goto(url);
  await page.locator('.sample').first().waitFor();
  return { page, complaints };
}

const patience = { timeout: 30_000 };

/** Shown samples, by their headings. */
async function headings(page: Page): Promise<readonly string[]> {
  return await page.locator('.sample h3').allTextContents();
}

const status = async (page: Page): Promise<string> =>
  (await page.locator('#sample-status').textContent()) ?? '';

/** Chooses in a filter, and waits until the list has followed. */
async function choose(page: Page, filter: string, option: string): Promise<void> {
  const before = await status(page);
  await page.getByLabel(filter, { exact: true }).selectOption({ label: option });
  await expect.poll(() => status(page), patience).not.toBe(before);
}

describe('the report in Chromium', () => {
  it('shows every figure, with no error and no request', async () => {
    const { page, complaints } = await visit(1280, 'light');
    const figures = await page.locator('figure').all();
    expect(figures.length).toBeGreaterThan(25);
    const sizes = await page.locator('.panel > svg').evaluateAll((panels) =>
      panels.map((panel) => {
        const marks = panel.querySelectorAll('path[d]:not([d=""]), line, text, rect');
        const box = panel.getBoundingClientRect();
        return { marks: marks.length, width: box.width, height: box.height };
      }),
    );
    expect(sizes.length).toBeGreaterThan(figures.length);
    for (const { marks, width, height } of sizes) {
      expect(marks).toBeGreaterThan(8);
      expect(Math.min(width, height)).toBeGreaterThan(40);
    }
    // Whatever scrolling brings into view brings no trouble either.
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('draws the scripts of all languages with the fonts that it holds', async () => {
    const { page } = await visit(1280, 'light');
    await page.evaluate('document.fonts.ready.then(() => undefined)');
    const loaded = await page.evaluate<string[]>(
      "[...document.fonts].filter((font) => font.status === 'loaded').map((font) => font.family.replaceAll('\"', ''))",
    );
    expect(new Set(loaded)).toEqual(
      new Set(['Noto Sans', 'Noto Sans Thai', 'Noto Sans Devanagari', 'Noto Sans Bengali', 'Noto Sans SC']),
    );
    await page.context().close();
  });

  it.each([
    [1280, 'light'],
    [390, 'dark'],
  ] as const)('has nothing for axe to find, %i wide and %s', async (width, scheme) => {
    const { page } = await visit(width, scheme, smallFile);
    await page.evaluate("for (const each of document.querySelectorAll('.sample details')) each.open = true");
    await page.evaluate("document.querySelector('.figure details').open = true");
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await page.evaluate(axe);
    const { violations } = await page.evaluate<{
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
    }>('axe.run()');
    expect(
      violations.map(({ id, nodes }) => ({
        id,
        nodes: nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 300)} ${failureSummary}`),
      })),
    ).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.context().close();
  });

  it('filters samples, by language, test, model and verdict', async () => {
    const { page, complaints } = await visit(1280, 'light');
    const { tests } = report.results;
    const after = tests.filter(({ condition }) => condition === 'after');
    expect(await status(page)).toContain(`${after.length.toLocaleString('en')} of `);
    await choose(page, 'Asked in', 'Thai');
    await choose(page, 'Edited in', 'English');
    await choose(page, 'Test', 'DG otherA');
    await choose(page, 'Model', 'weak');
    const found = after.filter(
      ({ testLanguage, editLanguage, metric, model }) =>
        testLanguage === 'th' && editLanguage === 'en' && metric === 'otherAttack' && model === 'weak',
    );
    expect(await status(page)).toContain(`${found.length} of `);
    for (const heading of await headings(page))
      expect(heading).toMatch(/^DG otherA in Thai, sample .*: weak, edited in English/);
    await choose(page, 'Verdict after editing', 'unsafe');
    const unsafe = found.filter(({ verdicts }) => verdicts.get('Claude (made up)')?.label === 'unsafe');
    expect(await status(page)).toContain(unsafe.length === 0 ? 'No sample' : `${unsafe.length} of `);
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect
      .poll(() => status(page), patience)
      .toMatch(new RegExp(`^${after.length.toLocaleString('en')} of`));
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('turns pages', async () => {
    const { page } = await visit(1280, 'light');
    const first = await headings(page);
    expect(first).toHaveLength(10);
    await page.getByRole('button', { name: 'Later' }).click();
    await expect.poll(() => status(page), patience).toContain('page 2 of');
    expect(await headings(page)).not.toEqual(first);
    await page.getByRole('button', { name: 'Earlier' }).click();
    await expect.poll(() => status(page), patience).toContain('page 1 of');
    expect(await headings(page)).toEqual(first);
    await page.context().close();
  });

  it('folds prompts, and answers that not every judge calls safe, until asked', async () => {
    const { page } = await visit(1280, 'light');
    await choose(page, 'Verdict after editing', 'unsafe');
    const answer = page.locator('.sample').first().locator('.answers > div').last();
    expect(await answer.locator('.text').isVisible()).toBe(false);
    await answer.getByText('The answer (may be harmful)').click();
    expect(await answer.locator('.text').isVisible()).toBe(true);
    expect(await page.locator('.sample').first().locator('> details .text').isVisible()).toBe(false);
    await page.context().close();
  });

  it('shows what a model says as text, whatever it says', async () => {
    const { page, complaints } = await visit(1280, 'light');
    const { testLanguage, model } = report.results.tests[0]!;
    expect(testLanguage).toBe('en');
    await choose(page, 'Asked in', 'English');
    await choose(page, 'Model', model);
    const shown = page.locator('.sample').first().locator('.answers > div').first();
    expect(await shown.locator('.text').textContent()).toBe(attack);
    expect(await shown.locator('.rationale').nth(1).textContent()).toContain(attack);
    expect(await page.evaluate('globalThis.taken')).toBeUndefined();
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows who judged as text, whatever the name', async () => {
    const made = await madeUpReport({ languages: ['en', 'th'], samples: 2 }, { judges: [attack, 'Ada'] });
    const { report: page } = await writeReport(
      made.numbers,
      samplesOfReport(made.results, made.study),
      join(folder, 'named'),
    );
    const visited = await visit(1280, 'light', page);
    expect(await visited.page.locator('body').isVisible()).toBe(true);
    expect(await visited.page.locator('main').textContent()).toContain(harmless.replace('\r', '\n'));
    expect(await visited.page.locator('.verdicts bdi').first().textContent()).toBe(attack);
    expect(await visited.page.evaluate('globalThis.taken')).toBeUndefined();
    expect(
      await visited.page.locator('img, iframe, svg [onload], [onfocus], meta[http-equiv=refresh]').count(),
    ).toBe(0);
    expect(visited.complaints).toEqual([]);
    await visited.page.context().close();
  });

  it('lets no script in and nothing out, even if something slipped through', async () => {
    const { page } = await visit(1280, 'light');
    await page.evaluate(
      "const made = document.createElement('script'); made.textContent = 'globalThis.taken = 1'; document.body.append(made)",
    );
    expect(await page.evaluate('globalThis.taken')).toBeUndefined();
    expect(await page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'stopped')")).toBe(
      'stopped',
    );
    await page.context().close();
  });

  it('prints its figures without what only a screen can use', async () => {
    const { page } = await visit(1280, 'dark');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.filters').isVisible()).toBe(false);
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await page.locator('.panel > svg').first().isVisible()).toBe(true);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect((await page.pdf()).length).toBeGreaterThan(100_000);
    await page.context().close();
  });

  it('can be used by keyboard', async () => {
    const { page } = await visit(1280, 'light');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the answer');
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#answer');
    const summary = page.locator('.figure summary').first();
    await summary.focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.figure details').first().locator('table').isVisible()).toBe(true);
    await page.context().close();
  });
});
