import { existsSync } from 'node:fs';

/** Chromium: where CHROMIUM says, or where Debian puts it. */
export function chromiumPath(): string {
  const path = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(path))
    throw new Error(
      `There is no chromium at ${path}: install it (apt-get install chromium), or name it in CHROMIUM.`,
    );
  return path;
}
