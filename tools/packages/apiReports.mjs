// What each library offers, as declarations in api/, so that every change of it is seen. With --write they are made anew.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { libraries, repository } from './publishedPackages.mjs';

const write = process.argv.includes('--write');
const reports = join(repository, 'api');
const quiet = { logLevel: ExtractorLogLevel.None, addToApiReportFile: false };
mkdirSync(reports, { recursive: true });

for (const { folder, name, manifest } of libraries)
  for (const [entry, { types }] of Object.entries(manifest.exports)) {
    const title = `${name.replace(/^@.*\//, '')}${entry.slice(1).replace('/', '-')}`;
    if (!existsSync(join(folder, types))) throw new Error(`${name} is not built: npm run build`);
    const changed = extract(folder, join(folder, types), title);
    if (!changed) continue;
    console.log(
      write ? `api/${title}.api.md written` : `api/${title}.api.md is no longer what ${name} offers.`,
    );
    if (!write) process.exitCode = 1;
  }
if (process.exitCode) console.error('If the change is meant: npm run api, and a changeset (npx changeset).');

function extract(folder, mainEntryPointFilePath, title) {
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(folder, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath,
      newlineKind: 'lf',
      compiler: { tsconfigFilePath: join(folder, 'tsconfig.json'), skipLibCheck: true },
      apiReport: {
        enabled: true,
        reportFileName: `${title}.api.md`,
        reportFolder: reports,
        reportTempFolder: join(repository, 'node_modules/.cache/api'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: quiet },
        extractorMessageReporting: {
          default: quiet,
          'ae-forgotten-export': { logLevel: ExtractorLogLevel.None, addToApiReportFile: true },
        },
        tsdocMessageReporting: { default: quiet },
      },
    },
  });
  return Extractor.invoke(config, {
    localBuild: write,
    messageCallback: (message) => {
      message.handled = true;
    },
  }).apiReportChanged;
}
