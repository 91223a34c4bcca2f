// Prints what the command line, and with it every library, brings along, for whichever system, as CycloneDX.
// `npm sbom --omit dev` leaves out also what is needed in production, if something else needs it in development; and it calls a
// workspace as its folder is called.
import { execFileSync } from 'node:child_process';
import { repository, workspacePackages } from './publishedPackages.mjs';

const args = ['sbom', '--package-lock-only', '--workspace', 'msafeedit', '--sbom-format', 'cyclonedx'];
const sbom = JSON.parse(
  execFileSync('npm', args, { cwd: repository, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 }),
);

for (const { name, manifest } of workspacePackages)
  sbom.components.find((component) => component['bom-ref'] === `${name}@${manifest.version}`).name = name;
const subject = sbom.components.find(({ name }) => name === 'msafeedit');
const monorepo = sbom.metadata.component;
const left = new Set(
  [monorepo, ...sbom.components.filter(isForDevelopment)].map((component) => component['bom-ref']),
);
sbom.metadata.component = subject;
sbom.components = sbom.components.filter(
  (component) => component !== subject && !left.has(component['bom-ref']),
);
sbom.dependencies = sbom.dependencies
  .filter(({ ref }) => !left.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => !left.has(other)) }));
console.log(JSON.stringify(sbom, null, 2));

function isForDevelopment({ properties = [] }) {
  return properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true');
}
