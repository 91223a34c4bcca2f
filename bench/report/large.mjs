/**
 * How long `msafeedit study status` and `msafeedit report` take on a study of 100,980 answers by two judges, and how much memory.
 *
 *     npx tsc -b apps/study && node bench/report/large.mjs [FOLDER] [ROUNDS]
 *
 * FOLDER keeps the study for the next time; without it, it is made in a temporary folder (a minute, 0.8 GB). On a busy machine
 * the seconds of processor time tell more than those on the clock. Memory is the process's largest resident set.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { makeStudy } from './makeStudy.mjs';

const [given = '', rounds = '3'] = process.argv.slice(2);
const folder = given === '' ? mkdtempSync(join(tmpdir(), 'msafeedit-large-')) : resolve(given);
const program = fileURLToPath(new URL('../../apps/study/bin/msafeedit.js', import.meta.url));
const measurements = join(folder, 'measured.json');
// Runs in the measured process, whose own account holds the threads that it started.
const note = `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(${JSON.stringify(measurements)}, JSON.stringify({
  cpu: process.cpuUsage(), peak: process.resourceUsage().maxRSS })));`;

function measure(args) {
  const start = performance.now();
  execFileSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(note)}`, program, ...args],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const seconds = (performance.now() - start) / 1000;
  const { cpu, peak } = JSON.parse(readFileSync(measurements, 'utf8'));
  return { seconds, processor: (cpu.user + cpu.system) / 1e6, megabytes: peak / 1000 };
}

function show(what, runs) {
  const of = (field, digits) => {
    const sorted = runs.map((run) => run[field]).sort((a, b) => a - b);
    return [sorted[0], sorted[sorted.length >> 1]].map((value) => value.toFixed(digits)).join(' / ');
  };
  console.log(
    `${what.padEnd(14)} ${of('seconds', 2)} s, processor ${of('processor', 2)} s, ${of('megabytes', 0)} MB`,
  );
}

try {
  const store = join(folder, 'results.sqlite');
  if (!existsSync(store)) {
    console.error('Making the study …');
    await makeStudy(folder);
  }
  console.log(`${Math.round(statSync(store).size / 1e6)} MB of results; least / median of ${rounds}`);
  for (const args of [
    ['study', 'status', folder],
    ['report', folder],
  ])
    show(
      args.slice(0, -1).join(' '),
      Array.from({ length: Number(rounds) }, () => measure(args)),
    );
} finally {
  rmSync(measurements, { force: true });
  if (given === '') rmSync(folder, { recursive: true });
}
