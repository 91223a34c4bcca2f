// Does a package weigh more than it may? Packed, as npm publishes it; and what of it a page loads whose only line imports it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { publishedPackages, repository } from './publishedPackages.mjs';

const limits = JSON.parse(readFileSync(new URL('sizeLimits.json', import.meta.url), 'utf8'));
const rows = [];

for (const { folder, name, isBuilt = true } of publishedPackages) {
  const packed = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const { packedKB, pages = {} } = limits[name] ?? {};
  const what = isBuilt ? 'packed' : 'packed, without its addon, which is not built here';
  rows.push({ name, what, size: packed[0].size / 1000, limit: packedKB });
  for (const [imported, limit] of Object.entries(pages))
    rows.push({
      name,
      what: `page with { ${imported} }, gzipped`,
      size: await pageSize(name, imported),
      limit,
    });
}
for (const { name, what, size, limit } of rows) {
  console.log(`${name.padEnd(32)} ${size.toFixed(1).padStart(8)} of ${limit} kB  ${what}`);
  if (!(size <= limit)) {
    console.error(
      `${name} weighs more than it may: make it smaller, or say in tools/packages/sizeLimits.json why not.`,
    );
    process.exitCode = 1;
  }
}

/** In kB: all that the page's first script brings in, without what it loads later. */
async function pageSize(name, imported) {
  const root = mkdtempSync(join(repository, 'node_modules/.page-'));
  try {
    writeFileSync(
      join(root, 'page.js'),
      `import { ${imported} } from '${name}';\nconsole.log(${imported});\n`,
    );
    const { output } = await build({
      root,
      logLevel: 'error',
      build: { write: false, rolldownOptions: { input: join(root, 'page.js') } },
    });
    const chunks = output.filter(({ type, isDynamicEntry }) => type === 'chunk' && !isDynamicEntry);
    return chunks.reduce((sum, { code }) => sum + gzipSync(code).length, 0) / 1000;
  } finally {
    rmSync(root, { recursive: true });
  }
}
