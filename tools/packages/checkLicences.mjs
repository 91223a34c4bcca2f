// May whoever installs the packages use all that comes along? The licences of everything that they bring, however indirectly and
// for whichever system, as package-lock.json has them from npm.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './publishedPackages.mjs';

/** They ask for no more than that their text and the authors' names are kept. */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BSL-1.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/** They ask for more, which these packages' use of them fulfils. */
const fulfilled = [
  {
    licence: 'LGPL-3.0-or-later',
    packages: /^@img\/sharp-/,
    // libvips, a library of its own that npm fetches from its authors, and that anybody can put another in place of.
  },
  {
    licence: 'OFL-1.1',
    packages: /^@fontsource\//,
    // Fonts: reports embed parts of them, which the licence allows in documents; nobody sells them by themselves.
  },
];

const { packages } = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8'));
const counts = new Map();
for (const [path, { version, license: licence, dev, link }] of Object.entries(packages)) {
  const at = path.lastIndexOf('node_modules/');
  if (at === -1 || dev || link) continue; // this repository's own, or not brought along
  const name = path.slice(at + 'node_modules/'.length);
  counts.set(licence, (counts.get(licence) ?? 0) + 1);
  const unknown = namedIn(licence).filter((each) => !isAllowed(each, name));
  if (unknown.length === 0) continue;
  console.error(
    `${name} ${version} has the licence ${licence ?? 'that npm does not know'}: take another package, or say in tools/packages/checkLicences.mjs why it may be used.`,
  );
  process.exitCode = 1;
}
const sorted = [...counts].sort(([, one], [, other]) => other - one);
console.log(`Licences: ${sorted.map(([licence, count]) => `${licence} ${count}`).join(', ')}`);

/** All licences that an SPDX expression names. One of a choice (OR) would do, but all are held to the list: that errs safely. */
function namedIn(expression) {
  if (typeof expression !== 'string') return [undefined];
  return expression.split(/[()\s]+/).filter((word) => word !== '' && word !== 'AND' && word !== 'OR');
}

function isAllowed(licence, name) {
  return (
    permissive.has(licence) || fulfilled.some((each) => each.licence === licence && each.packages.test(name))
  );
}
