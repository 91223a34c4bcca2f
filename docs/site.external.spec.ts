import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { preview, type PreviewServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from '../apps/study/test/chromiumPath.js';

const root = fileURLToPath(new URL('.vitepress', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pages = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.html') && !file.endsWith('/report.html')) // a page of its own, with specs of its own
  .sort();

let server: PreviewServer;
let browser: Browser;

beforeAll(async () => {
  server = await preview({
    root,
    configFile: false,
    appType: 'mpa',
    logLevel: 'error',
    preview: { host: '127.0.0.1', port: 0 },
  });
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

interface Visit {
  readonly page: Page;
  /** Console messages, errors, failed requests, and requests to other hosts. */
  readonly complaints: readonly string[];
}

async function visit(
  path: string,
  options: { reducedMotion?: 'reduce' | 'no-preference' } = {},
): Promise<Visit> {
  const origin = new URL(server.resolvedUrls!.local[0]!).origin;
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:'))
      complaints.push(request.url());
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(`${origin}/${path}`, { waitUntil: 'networkidle' });
  return { page, complaints };
}

/** What axe finds, one line an element. */
async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  const options = rules === undefined ? '{}' : JSON.stringify({ runOnly: { type: 'rule', values: rules } });
  return await page.evaluate<string[]>(
    `axe.run(document, ${options}).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => id + ': ' + target.join(' ') + ' ' + html.slice(0, 150))))`,
  );
}

describe('the built site in Chromium', () => {
  it('has the guides, the packages, and what they offer', () => {
    expect(pages).toEqual(
      expect.arrayContaining([
        'index.html',
        'first-edit.html',
        'packages/dinm.html',
        'packages/msafeedit.html',
      ]),
    );
    expect(pages.filter((page) => page.startsWith('api/')).length).toBeGreaterThan(8);
  });

  it.each(pages)(
    '%s: nothing for axe to find, light and dark; no request elsewhere, no error',
    async (file) => {
      const { page, complaints } = await visit(file);
      await page.evaluate(axe);
      expect(await violations(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.waitForFunction("document.documentElement.classList.contains('dark')");
      expect(await violations(page, ['color-contrast', 'link-in-text-block'])).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it('finds “toxic layer” without a network', async () => {
    const { page, complaints } = await visit('');
    await page
      .getByRole('button', { name: /search/i })
      .first()
      .click();
    await page.getByRole('searchbox').fill('toxic layer');
    const results = page.getByRole('option');
    await results.first().waitFor();
    expect((await results.allTextContents()).join('\n')).toContain('Where is the toxic layer?');
    await results.first().click();
    await page.waitForURL(/\.html(?:#|$)/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('finds guides before what TypeDoc says of the same words', async () => {
    const { page } = await visit('');
    await page
      .getByRole('button', { name: /search/i })
      .first()
      .click();
    await page.getByRole('searchbox').fill('install');
    const results = page.getByRole('option');
    await results.first().waitFor();
    const links = await page.evaluate<string[]>(
      "[...document.querySelectorAll('[role=option] a')].map((link) => link.pathname)",
    );
    expect(links.filter((link) => link.includes('/api/'))).not.toEqual([]);
    expect(links[0]).not.toContain('/api/');
    await page.context().close();
  });

  it('plays the edit on the first page, but not for who wants no motion', async () => {
    const still = await visit('');
    await still.page.getByRole('button', { name: 'Play' }).waitFor();
    await still.page.getByRole('button', { name: '4. Attacked again' }).click();
    await still.page.getByText('The model, with the edit').waitFor();
    expect(await still.page.getByText('The model, before').isVisible()).toBe(false);
    const moving = await visit('', { reducedMotion: 'no-preference' });
    await moving.page.getByRole('button', { name: 'Pause' }).waitFor();
    await moving.page.getByRole('button', { name: 'Pause' }).click();
    await moving.page.getByRole('button', { name: 'Play' }).waitFor();
    await still.page.context().close();
    await moving.page.context().close();
  });
});
