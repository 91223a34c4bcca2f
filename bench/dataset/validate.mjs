/**
 * How long it takes to read and check a data set of the size of SafeEdit's training file (4,050 records without
 * generalization test), and how much memory: made-up text of SafeEdit's lengths, in each format, each in a process of its own.
 *
 *     npx tsc -b packages/dataset && node bench/dataset/validate.mjs [language]
 *
 * `language` fills the records with mini's text in that language instead of English: the same number of characters, but more
 * bytes. On a busy machine the seconds of CPU tell more than those on the clock. Memory is the process's largest resident set, Node itself included.
 */
import { performance } from 'node:perf_hooks';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFormats, mini, readSamples, writeSamples } from '../../packages/dataset/dist/index.js';

const records = 4050;
/** Characters: shortest and longest. */
const lengths = {
  question: [40, 160],
  adversarialPrompt: [1000, 2000],
  safe: [600, 1500],
  unsafe: [600, 1500],
  prompt: [40, 120],
  answer: [60, 400],
};

const [mode = 'en', file] = process.argv.slice(2);
if (mode === '--measure') await measure(file);
else await run(mode);

async function measure(file) {
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const samples = await readSamples(file);
  const seconds = (performance.now() - start) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  process.stdout.write(
    JSON.stringify({
      records: samples.length,
      seconds,
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
      megabytes: process.resourceUsage().maxRSS / 1000,
    }),
  );
}

async function run(language) {
  const folder = mkdtempSync(join(tmpdir(), 'validate-'));
  try {
    console.log(`${records} records in ${language}, Node ${process.version}`);
    for (const format of dataFormats) {
      const file = join(folder, `data.${format}`);
      await writeSamples(file, makeSamples(mini[language]));
      const measured = execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--measure', file]);
      const { seconds, cpuSeconds, megabytes } = JSON.parse(measured.toString());
      const size = (statSync(file).size / 1e6).toFixed(1);
      console.log(
        `${format.padEnd(8)} ${size.padStart(6)} MB   ${seconds.toFixed(2)} s (${cpuSeconds.toFixed(2)} s of CPU)   ` +
          `${Math.round(megabytes)} MB of memory`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function makeSamples(texts) {
  const source = texts.map(({ safe, unsafe, question }) => `${safe} ${unsafe} ${question} `).join('');
  let offset = 0;
  const text = ([shortest, longest]) => {
    const length = shortest + ((offset * 7919) % (longest - shortest));
    offset += 1;
    return Array.from({ length: Math.ceil(length / source.length) + 1 }, () => source)
      .join('')
      .slice(offset % source.length, (offset % source.length) + length);
  };
  return Array.from({ length: records }, (_, id) => ({
    id,
    sourceId: id,
    language: texts[0].language,
    category: texts[id % texts.length].category,
    question: text(lengths.question),
    adversarialPrompt: text(lengths.adversarialPrompt),
    safe: text(lengths.safe),
    unsafe: text(lengths.unsafe),
    constraint: { prompt: text(lengths.prompt), answer: text(lengths.answer) },
  }));
}
