import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Looks whether each link and image of the built site leads to a file of it, and each anchor to an element.
 * @param base where the site lies on its host, such as `/` or `/name/`
 * @throws Error with all that lead nowhere
 */
export async function checkLinks(site: string, base: string): Promise<void> {
  const files = new Set(await readdir(site, { recursive: true, encoding: 'utf8' }));
  const pages = new Map<string, Page>();
  for (const file of files)
    if (file.endsWith('.html') && !file.endsWith('/report.html'))
      pages.set(file, readPage(await readFile(join(site, file), 'utf8')));

  const dead = [...pages].flatMap(([file, { links }]) =>
    links.filter((link) => !leadsSomewhere(link, file)).map((link) => `${file}: ${link}`),
  );
  if (dead.length > 0) throw new Error(`Links that lead nowhere:\n${dead.join('\n')}`);

  function leadsSomewhere(link: string, from: string): boolean {
    const { origin, pathname, hash } = new URL(link, `http://site${base}${from}`);
    if (origin !== 'http://site') return true;
    if (!pathname.startsWith(base)) return false;
    const path = decodeURI(pathname.slice(base.length));
    const file = path === '' || path.endsWith('/') ? `${path}index.html` : path;
    const target = [file, `${file}.html`].find((each) => files.has(each));
    if (target === undefined) return false;
    return hash === '' || (pages.get(target)?.ids.has(decodeURIComponent(hash.slice(1))) ?? true);
  }
}

interface Page {
  readonly ids: ReadonlySet<string>;
  readonly links: readonly string[];
}

function readPage(html: string): Page {
  const values = (attribute: string): string[] =>
    [...html.matchAll(new RegExp(` (?:${attribute})="([^"]*)"`, 'g'))].map(([, value]) =>
      value!.replaceAll('&amp;', '&'),
    );
  return { ids: new Set(values('id')), links: values('href|src').filter((link) => link !== '') };
}
