import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { default as Sharp } from 'sharp';
import { escapeXml } from '../figures/escapeXml.js';
import { cutFonts } from './cutFonts.js';
import { fontFiles } from './fontFiles.js';

let ready: Promise<typeof Sharp> | undefined;

/**
 * `sharp`, drawing text with our fonts on any machine. Its fontconfig reads its settings once a process, when it draws the first text, so the
 * fonts that it is given then hold all characters of our scripts; they lie in a temporary folder until the process ends.
 */
export async function useFontsForPng(): Promise<typeof Sharp> {
  ready ??= prepare();
  return await ready;
}

async function prepare(): Promise<typeof Sharp> {
  const folder = await mkdtemp(join(tmpdir(), 'msafeedit-fonts-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const fonts = await cutFonts(charactersOfOurScripts(), 'truetype');
  await Promise.all(fonts.map(({ bytes }, index) => writeFile(join(folder, `${index}.ttf`), bytes)));
  const settings = join(folder, 'fonts.conf');
  await writeFile(settings, fontconfig(folder));
  process.env['FONTCONFIG_FILE'] = settings;
  return (await import('sharp')).default;
}

function fontconfig(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${escapeXml(folder)}</dir>
  <cachedir>${escapeXml(join(folder, 'cache'))}</cachedir>
  <match target="pattern">
    <edit name="family" mode="append_last"><string>Noto Sans</string></edit>
  </match>
</fontconfig>
`;
}

function* charactersOfOurScripts(): Iterable<string> {
  for (const { ranges } of fontFiles)
    for (const [first, last] of ranges)
      for (let point = first; point <= last; point++) yield String.fromCodePoint(point);
}
