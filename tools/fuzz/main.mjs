// Reads damaged files with every reader of files that others made, each reader in a process of its own that is killed where it hangs,
// and says which of them crashed, hung, took memory, gave an error that it doesn't promise, or changed what all objects share.
// The same seed gives the same files. MSAFEEDIT_FUZZ_SECONDS: how long, all readers together (default 40).
import { fork } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { targets } from './targets/index.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: process.env.MSAFEEDIT_FUZZ_SECONDS ?? '40' },
    cases: { type: 'string', default: '800' },
    seed: { type: 'string', default: '1' },
    /** Begins at this case, to see one again. */
    from: { type: 'string', default: '0' },
    keep: { type: 'string', default: join(tmpdir(), 'msafeedit-fuzz-failures') },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  console.log(
    [
      'Usage: npm run fuzz -- [reader…] [--seconds N] [--cases N] [--seed N] [--from CASE] [--keep FOLDER]',
      `Readers: ${Object.keys(targets).join(', ')}`,
      'Examples:',
      '  $ npm run fuzz -- gguf --seconds 300 --cases 100000 --seed 7',
      '  $ npm run fuzz -- gguf --seed 7 --from 1234   # the case that failed, again',
    ].join('\n'),
  );
  process.exit(0);
}
const unknown = positionals.find((name) => !(name in targets));
const numbers = [values.seconds, values.seed, values.from, values.cases].map(Number);
if (unknown !== undefined || numbers.some((number) => !(number >= 0))) {
  console.error(
    unknown === undefined
      ? '--seconds, --cases, --seed and --from take numbers.'
      : `There is no reader ${unknown}; there are ${Object.keys(targets).join(', ')}.`,
  );
  process.exit(2);
}
const [seconds, seed, from, mostCases] = numbers;

/** No case takes a second where nothing is wrong; the machine may be busy with other things. */
const longestCaseMs = 20_000;
/** A process that starts loads native code, which may take long on a busy machine. */
const longestStartMs = 60_000;
/** Of JavaScript's values. What lies outside of them, the child watches itself. */
const heapMb = 256;

const names = positionals.length > 0 ? positionals : Object.keys(targets);
const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
])
  process.on(signal, () => process.exit(code));

for (const name of names) {
  const { failure, cases, values: read, refused, megabytes } = await run(name, seconds / names.length);
  console.log(
    `${name.padEnd(16)} ${String(cases).padStart(7)} files: ${read} read, ${refused} refused; at most ${megabytes} MB more than at the start`,
  );
  if (failure === undefined) continue;
  process.exitCode = 1;
  console.error(
    `${name}: ${failure.what}\n  The files are in ${failure.folder}; again: npm run fuzz -- ${name} --seed ${seed} --from ${failure.number}`,
  );
}

async function run(name, secondsEach) {
  const folder = mkdtempSync(join(tmpdir(), `msafeedit-fuzz-${name}-`));
  const child = fork(fileURLToPath(new URL('child.mjs', import.meta.url)), [], {
    execArgv: [`--max-old-space-size=${heapMb}`, '--expose-gc'],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  children.add(child);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr = (stderr + text).slice(-20_000)));
  const state = { number: from, cases: 0, values: 0, refused: 0, megabytes: 0 };
  let what;
  let timer;
  const wait = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      what = `no answer within ${ms / 1000} s`;
      child.kill('SIGKILL');
    }, ms);
  };
  wait(longestStartMs);
  child.on('message', (message) => {
    if (message.failed === undefined) wait(longestCaseMs);
    else what = message.failed;
    Object.assign(state, message);
  });
  child.send({ name, folder, seed, from, seconds: secondsEach, most: mostCases });
  await new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      children.delete(child);
      if (code !== 0) what ??= `the process ended with ${signal ?? `exit code ${code}`}: ${reasonIn(stderr)}`;
      resolve();
    });
  });
  let failure;
  if (what !== undefined) {
    const kept = join(values.keep, `${name}-${seed}-${state.number}`);
    cpSync(folder, kept, { recursive: true });
    failure = { what, number: state.number, folder: kept };
  }
  rmSync(folder, { recursive: true, force: true });
  return { ...state, failure };
}

function reasonIn(stderr) {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /FATAL|Error/.test(line)) ?? lines.at(-1) ?? 'it said nothing';
}
