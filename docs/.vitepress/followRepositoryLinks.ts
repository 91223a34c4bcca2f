import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MarkdownRenderer } from 'vitepress';
import { folderOf, pageOf as pageOfPackage } from './packageReadmes.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
type Token = ReturnType<MarkdownRenderer['parse']>[number];

/** The repository's pages on the web, where GitHub Actions builds the site. */
const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA } = process.env;
const onTheWeb =
  GITHUB_SERVER_URL &&
  GITHUB_REPOSITORY &&
  `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/blob/${GITHUB_SHA ?? 'main'}`;

/**
 * The guides and READMEs are written for the repository: their links lead from file to file. On the site a link to a package
 * leads to its page, one to a folder of docs to its page, and one to any other file to the repository on the web; where
 * that has no address, its text stays as plain text.
 */
export function followRepositoryLinks(md: MarkdownRenderer): void {
  md.core.ruler.push('repository-links', ({ tokens, env }) => {
    const { relativePath } = env as { relativePath?: string };
    if (relativePath === undefined) return; // a piece of a page, such as its title
    const source = sourceOf(relativePath);
    for (const { children } of tokens) if (children) followAll(children, source);
  });
}

/** The file in the repository that a page of the site shows. */
function sourceOf(page: string): string {
  const folder = folderOf(/^packages\/([^/]+)\.md$/.exec(page)?.[1] ?? '');
  if (folder !== undefined) return `${folder}/README.md`;
  return `docs/${page.replace(/^(examples\/.*)\/index\.md$/, '$1/README.md')}`;
}

function followAll(tokens: Token[], source: string): void {
  for (const [index, token] of tokens.entries()) {
    const href = token.type === 'link_open' ? token.attrGet('href') : null;
    if (href === null || href === '' || /^(?:[a-z]+:|#|\/)/.test(href)) continue;
    const followed = follow(href, source);
    if (followed === undefined) unlink(tokens, index);
    else token.attrSet('href', followed);
    if (followed?.endsWith('/report.html')) token.attrSet('target', '_self'); // not one of VitePress's pages
  }
}

/** Where a link leads on the site, or undefined where nowhere. @throws Error where the repository has no such file */
function follow(href: string, source: string): string | undefined {
  const [path = '', hash] = href.split('#');
  const target = join(dirname(source), decodeURI(path)).replace(/\/$/, '');
  if (source.startsWith('docs/api/')) return href; // TypeDoc's own
  if (!existsSync(join(repository, target)))
    throw new Error(`${source} links to ${href}, which is not there.`);
  const page = pageOf(target);
  if (page !== undefined) return hash === undefined ? page : `${page}#${hash}`;
  return onTheWeb ? `${onTheWeb}/${relative('.', target)}` : undefined;
}

/** The page of the site that shows a file or folder of the repository. */
function pageOf(target: string): string | undefined {
  if (target === 'docs' || target === 'docs/README.md') return '/';
  const packagePage = pageOfPackage(target.replace(/\/README\.md$/, ''));
  if (packagePage !== undefined) return `/packages/${packagePage}`;
  if (!target.startsWith('docs/')) return undefined;
  const page = `/${target.slice('docs/'.length)}`;
  return statSync(join(repository, target)).isDirectory() ? `${page}/` : page.replace(/\/README\.md$/, '/');
}

function unlink(tokens: Token[], open: number): void {
  const close = tokens.findIndex(({ type }, index) => index > open && type === 'link_close');
  for (const index of [open, close]) {
    tokens[index]!.type = 'text';
    tokens[index]!.content = '';
  }
}
