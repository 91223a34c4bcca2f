/**
 * How fast 200 texts are classified, side by side with transformers on the same processor, both in turn.
 *
 *     npx tsc -b packages/runtime && node bench/classify/compare.mjs PYTHON [ROUNDS]
 *
 * PYTHON has torch and transformers. The model is a random RoBERTa of base size (12 layers, 768). On a busy machine the
 * seconds of processor time tell more than those on the clock.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSequenceClassifier } from '../../packages/runtime/dist/index.js';

const [python = 'python3', rounds = '3'] = process.argv.slice(2);
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const tokenizer = path('../../packages/runtime/test/fixtures/goldens/tiny-roberta-classifier/');
const folder = mkdtempSync(join(tmpdir(), 'msafeedit-classify-'));
const transformers = (verb) =>
  execFileSync(python, [path('reference.py'), verb, folder], {
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** The best of what each way took: seconds on the clock, and of processor time. */
const best = new Map();
function note(way, seconds) {
  console.error(`${way}: ${seconds.map((value) => value.toFixed(2)).join(', ')} s`);
  best.set(
    way,
    seconds.map((value, kind) => Math.min(value, best.get(way)?.[kind] ?? Infinity)),
  );
}

try {
  transformers('make');
  for (const file of ['tokenizer.json', 'tokenizer_config.json'])
    copyFileSync(join(tokenizer, file), join(folder, file));
  const texts = JSON.parse(readFileSync(join(folder, 'texts.json'), 'utf8'));
  for (let round = 1; round <= Number(rounds); round++) {
    const { seconds, logits } = JSON.parse(transformers('run'));
    for (const [way, value] of Object.entries(seconds)) note(`transformers, ${way}`, value);
    const classifier = await loadSequenceClassifier(folder, { engine: 'tensorflow' });
    await classifier.classify(texts.slice(0, 16));
    const [started, busy] = [performance.now(), process.cpuUsage()];
    const results = await classifier.classify(texts);
    const { user, system } = process.cpuUsage(busy);
    note('msafeedit', [(performance.now() - started) / 1000, (user + system) / 1e6]);
    classifier.dispose();
    const off = Math.max(
      ...results.flatMap(({ logits: own }, text) => own.map((x, i) => Math.abs(x - logits[text][i]))),
    );
    console.error(`round ${round}: logits differ by at most ${off.toExponential(1)}`);
  }
  const ours = best.get('msafeedit');
  for (const [way, [clock, busy]] of best)
    console.log(
      `${way.padEnd(40)} ${clock.toFixed(1)} s (${(clock / ours[0]).toFixed(2)} x), ` +
        `processor ${busy.toFixed(1)} s (${(busy / ours[1]).toFixed(2)} x)`,
    );
} finally {
  rmSync(folder, { recursive: true });
}
