/** The benchmark against PyTorch, transformers and EasyEdit; how to use it stands in README.md. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setupDemoModel, setupTensorflow } from '../../packages/runtime/dist/setup/index.js';
import { Bench } from './Bench.mjs';
import { cases } from './cases/index.mjs';
import { document, markdown, setting } from './documentation.mjs';
import { commitOf, machine } from './machine.mjs';
import { demoFolder, modelFacts, tinyModel } from './models.mjs';
import { setupPython } from './python.mjs';
import { full, quick } from './scale.mjs';
import { Side } from './Side.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const say = (line) => console.error(line);

const options = readOptions();
const file = resolve(options.json);
const work = path('../.work');
const sides = new Set();
const scratch = mkdtempSync(join(tmpdir(), 'msafeedit-bench-'));
function stopSides() {
  for (const side of sides) side.stop();
}
process.on('exit', () => {
  stopSides();
  rmSync(scratch, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

try {
  if (options.docs) await documentResults();
  else await measureAll();
} catch (error) {
  say(error.message);
  process.exitCode = 1;
} finally {
  stopSides();
}

function readOptions() {
  const string = { type: 'string' };
  const boolean = { type: 'boolean', default: false };
  try {
    const { values } = parseArgs({
      options: {
        easyedit: string,
        python: string,
        case: { type: 'string', multiple: true },
        runs: string,
        json: { type: 'string', default: path('../.work/results.json') },
        quick: boolean,
        ours: boolean,
        docs: boolean,
      },
    });
    const { runs, easyedit } = values;
    if (runs !== undefined && !/^[1-9]\d*$/.test(runs))
      throw new Error(`--runs takes a whole number above 0, not "${runs}".`);
    if (easyedit !== undefined && !existsSync(join(easyedit, 'easyeditor/models/dinm/dinm_main.py')))
      throw new Error(
        `${easyedit} has no easyeditor/models/dinm/dinm_main.py: give the root of EasyEdit's checkout.`,
      );
    return { ...values, runs: runs && Number(runs), cases: chooseCases(values.case) };
  } catch (error) {
    say(error.message);
    process.exit(2);
  }
}

async function measureAll() {
  const { cases: chosen, runs } = options;
  const where = machine(); // before we load it ourselves
  mkdirSync(work, { recursive: true });
  mkdirSync(dirname(file), { recursive: true });
  const python = options.ours ? undefined : (options.python ?? setupPython(say));
  const easyedit = options.easyedit === undefined ? undefined : resolve(options.easyedit);
  const names = options.ours ? ['ours'] : ['ours', 'theirs'];
  const models = await prepareModels();
  const bench = new Bench({
    start: (name) => startSide(name, python, easyedit),
    names,
    hasEasyEdit: easyedit !== undefined,
    models,
    scale: options.quick ? quick : full,
    runs: runs ?? (options.quick ? 1 : undefined),
    work: scratch,
    say,
  });

  const now = () => new Date().toISOString();
  const circumstances = { machine: where, ...(await describe(bench, models, easyedit)) };
  const results = { quick: options.quick, cases: keptCases() };
  say(setting({ date: now(), ...circumstances }));
  if (where.loadAtStart > 0.5)
    say(
      'This machine has other work: all times are longer, PyTorch’s much more than ours. Measure on a quiet one.',
    );
  const measured = {};
  let failed = 0;
  for (const one of chosen) {
    if (one.needsEasyEdit && !options.ours && !easyedit) {
      say(
        `\n${one.title}: left out, there is no EasyEdit to compare with: give its checkout by --easyedit PATH.`,
      );
      continue;
    }
    say(`\n${one.title}`);
    const begun = { date: now(), ...circumstances };
    try {
      measured[one.name] = { ...begun, ...(await one.run(bench)) };
    } catch (error) {
      failed++;
      say(`  FAILED: ${error.message}`);
      measured[one.name] = { ...begun, error: error.message };
      bench.stop(); // whatever state a model is in
    }
    Object.assign(results.cases, measured);
    writeResults(results);
  }
  bench.stop();
  if (Object.keys(measured).length > 0) console.log(markdown({ ...results, cases: measured }));
  say(`\nWritten: ${file}`);
  if (failed > 0) {
    say(`${failed} cases have failed.`);
    process.exitCode = 1;
  }
}

async function documentResults() {
  if (!existsSync(file)) throw new Error(`There are no results in ${file}: run the benchmark first.`);
  const results = readResults();
  if (results.quick) throw new Error(`The results in ${file} are of --quick, which says nothing of speed.`);
  await document(results, path('../../docs/benchmarks.md'));
}

function chooseCases(names) {
  const unknown = names?.find((name) => !cases.some((one) => one.name === name));
  if (unknown !== undefined)
    throw new Error(`There is no case "${unknown}"; there are ${cases.map(({ name }) => name).join(', ')}.`);
  return names ? cases.filter(({ name }) => names.includes(name)) : cases;
}

async function prepareModels() {
  const onProgress = ({ step, fraction }) => fraction === undefined && say(step);
  await setupTensorflow({ onProgress });
  if (options.quick) {
    const gguf = path('../../packages/runtime/test/fixtures/weights/tiny-llama.gguf');
    return {
      work,
      folder: tinyModel,
      files: { safetensors: tinyModel, GGUF: gguf },
      ...modelFacts(tinyModel),
    };
  }
  const { file: gguf } = await setupDemoModel({ onProgress });
  const folder = await demoFolder(gguf, work);
  return { work, folder, files: { safetensors: folder, GGUF: gguf }, ...modelFacts(folder) };
}

function startSide(name, python, easyedit) {
  const commands = {
    ours: [process.execPath, path('ours.mjs')],
    theirs: [python, '-m', 'theirs', ...(easyedit ? [easyedit] : [])],
  };
  const side = new Side(name, commands[name], {
    cwd: scratch,
    env: { PYTHONPATH: path('.') },
    onJob: ticker,
  });
  sides.add(side);
  return side;
}

/** Says every half minute what is being waited for. */
function ticker(side, job) {
  const started = Date.now();
  const timer = setInterval(
    () => say(`  … ${side}: ${job}, ${Math.round((Date.now() - started) / 1000)} s`),
    30_000,
  );
  return () => clearInterval(timer);
}

async function describe(bench, models, easyedit) {
  const versions = { mSafeEdit: commitOf(path('.')) ?? 'unknown' };
  const threads = {};
  await bench.each(async (side, name) => {
    await side.call('open', { source: models.folder });
    const described = await side.call('describe');
    Object.assign(versions, described.versions);
    threads[name] = described.threads;
  });
  if (easyedit) versions.EasyEdit = commitOf(easyedit) ?? 'of an unknown commit';
  return { versions, threads };
}

function readResults() {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Cases that an earlier run has measured stay, unless they were of another size. */
function keptCases() {
  const earlier = existsSync(file) ? readResults() : undefined;
  return earlier?.quick === options.quick ? earlier.cases : {};
}

function writeResults(results) {
  writeFileSync(`${file}.unfinished`, `${JSON.stringify(results, undefined, 1)}\n`);
  renameSync(`${file}.unfinished`, file);
}
