// Exports the made-up study of the study's specs into a folder, for recompute.py:
//   node tools/report/export-made-up-study.mjs /tmp/made-up-export
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Give the folder to export to.');

const load = async (path) =>
  (await runnerImport(fileURLToPath(new URL(`../../apps/study/${path}`, import.meta.url)))).module;
const { fillStore, madeUpStudy, goldenStudy } = await load('test/madeUpStudy.ts');
const { exportStudy } = await load('src/study/exportStudy.ts');
const { SqliteStore } = await load('src/study/store/SqliteStore.ts');

const store = SqliteStore.open(':memory:');
const study = madeUpStudy(goldenStudy.config);
fillStore(study, store, goldenStudy.contents);
console.log(JSON.stringify(await exportStudy(study, store, folder)));
