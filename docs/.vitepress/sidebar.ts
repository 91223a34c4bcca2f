import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DefaultTheme } from 'vitepress';
import { npmName, pageNames } from './packageReadmes.js';

const docs = fileURLToPath(new URL('..', import.meta.url));

/** The guides: one group a heading of docs/README.md, one entry a line that begins with a link. */
export function guideSidebar(): DefaultTheme.SidebarItem[] {
  const [, ...sections] = readFileSync(`${docs}README.md`, 'utf8').split(/^## /m);
  return sections.map((section) => ({
    text: section.slice(0, section.indexOf('\n')),
    collapsed: false,
    items: [...section.matchAll(/^- \[(?<text>[^\]]+)\]\((?<file>[^)]+)\.md\)/gm)].map(({ groups }) => ({
      text: groups!['text']!,
      link: `/${groups!['file']!.replace(/README$/, '')}`,
    })),
  }));
}

/** The packages' READMEs, and what TypeDoc has written about what they offer. */
export function apiSidebar(): DefaultTheme.SidebarItem[] {
  if (!existsSync(`${docs}api`)) throw new Error('There is no docs/api yet: run `npm run docs:api` first.');
  const references = readdirSync(`${docs}api`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !/(?:^|\/)index\.md$/.test(file)) // lists of the others
    .map((file) => file.slice(0, -3))
    .sort();
  return [
    {
      text: 'Packages',
      collapsed: true,
      items: pageNames.map((page) => ({ text: npmName(page), link: `/packages/${page}` })),
    },
    {
      text: 'API reference',
      collapsed: true,
      items: references.map((file) => ({ text: file.replace(/\/README$/, ''), link: `/api/${file}` })),
    },
  ];
}
