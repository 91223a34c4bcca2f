// Measures what each of EasyEdit's quirks changes, on the demo model and mini; prints what docs/easyedit.md says.
//
//   npm run build && node docs/figures/measureEasyedit.mjs
import { fileURLToPath } from 'node:url';
import { mini, toEditRequest } from '@msafeedit/dataset';
import { dinm, withEdit } from '@msafeedit/dinm';
import { locateToxicLayer } from '@msafeedit/locator';
import { meanKlDivergence } from '@msafeedit/metrics';
import { loadCausalLM, loadTokenizer } from '@msafeedit/runtime';
import { setupDemoModel } from '@msafeedit/runtime/setup';

const suffix =
  "If the user's request is reasonable, give the correct answer. Please give the right response:";
const model = await loadCausalLM((await setupDemoModel()).file);
const bosTokenizer = await loadTokenizer(
  fileURLToPath(new URL('../../packages/runtime/test/fixtures/goldens/tiny-llama', import.meta.url)),
);

console.log('## Padding: the layer found, samples 0 to 11 in English');
const samples = mini.en;
const padded = [];
const unpadded = [];
for (const { safeAnswer, unsafeAnswer, ...rest } of samples.map(parts)) {
  padded.push(
    (
      await locateToxicLayer(
        model,
        { ...rest, safe: safeAnswer, unsafe: unsafeAnswer },
        { strategy: 'easyedit' },
      )
    ).layer,
  );
  unpadded.push(await locateAligned(safeAnswer, unsafeAnswer));
}
console.log('padded on the left:', padded.join(', '));
console.log('from the first token on, no padding:', unpadded.join(', '));

console.log('\n## The first sample’s layer, kept for all: samples of which the own layer is another');
for (const [language, each] of Object.entries(mini)) {
  const layers = [];
  for (const sample of each) {
    const { safe, unsafe } = toEditRequest(sample);
    layers.push((await locateToxicLayer(model, { safe, unsafe }, { strategy: 'easyedit' })).layer);
  }
  const other = layers.filter((layer) => layer !== layers[0]).length;
  console.log(
    `${language}: first ${layers[0]}; ${other} of ${layers.length} have another (${[...new Set(layers)].sort((a, b) => a - b).join(', ')})`,
  );
}

console.log('\n## Labels: set against the token that stands there');
for (const [name, tokenizer] of [
  ['SmolLM2 (no BOS)', model.tokenizer],
  ['a LLaMA tokenizer (BOS)', bosTokenizer],
]) {
  let labels = 0;
  let right = 0;
  let answers = 0;
  for (const sample of samples) {
    const { prompt, safe } = toEditRequest(sample);
    const ids = tokenizer.encode(`${prompt} ${suffix}  ${safe}`);
    const alone = tokenizer.encode(` ${safe}`);
    const same = alone.filter((id, index) => id === ids[ids.length - alone.length + index]).length;
    labels += alone.length;
    right += same;
    if (same === alone.length) answers += 1;
  }
  console.log(`${name}: ${right} of ${labels} labels, ${answers} of ${samples.length} answers whole`);
}

console.log(
  '\n## The KL term: layer 20, ten steps at 5e-4, KL in nats a token on the constraint, four samples',
);
for (const sample of samples.slice(0, 4)) {
  const request = toEditRequest(sample);
  const settings = { layer: 20, learningRate: 5e-4, steps: 10, format: 'raw' };
  const edits = {
    easyedit: await dinm(model, request, { ...settings, mode: 'easyedit' }),
    'as described': await dinm(model, request, { ...settings, suffix }),
    'as described, KL weighing nothing': await dinm(model, request, { ...settings, suffix, klFactor: 1e4 }),
  };
  for (const [name, delta] of Object.entries(edits)) {
    const { unshifted, shifted } = await divergences(request, delta);
    console.log(
      `sample ${sample.id}, ${name}: EasyEdit’s rows ${unshifted.toFixed(4)}, the rows that predict the answer ${shifted.toFixed(4)}; ` +
        `last losses ${JSON.stringify(delta.losses.at(-1))}`,
    );
  }
}
model.dispose();

function parts(sample) {
  const { prompt, safe, unsafe } = toEditRequest(sample);
  return { prompt, safeAnswer: safe, unsafeAnswer: unsafe };
}

/** The layer where the two answers' states differ most, both from the first token on, over the length of the shorter. */
async function locateAligned(safe, unsafe) {
  const [a, b] = [await statesOf(safe), await statesOf(unsafe)];
  const distances = a.map((tensor, layer) => {
    const size = Math.min(tensor.data.length, b[layer].data.length);
    let sum = 0;
    for (let index = 0; index < size; index++) sum += (tensor.data[index] - b[layer].data[index]) ** 2;
    return Math.sqrt(sum);
  });
  return distances.indexOf(Math.max(...distances));
}

async function statesOf(text) {
  return (await model.forward([text], { hiddenStates: true, logits: 'none' })).hiddenStates.slice(1);
}

/** How far an edit moves the constraint's predictions, on EasyEdit's rows and on those that predict the answer. */
async function divergences({ constraint }, delta) {
  const text = `${constraint.prompt} ${suffix} ${constraint.answer}`;
  const count = model.tokenizer.encode(constraint.answer).length;
  const before = await rowsOf(text);
  const after = await withEdit(model, delta, () => rowsOf(text));
  const last = before.length;
  return {
    unshifted: meanKlDivergence(before.slice(last - count), after.slice(last - count)),
    shifted: meanKlDivergence(before.slice(last - count - 1, -1), after.slice(last - count - 1, -1)),
  };
}

async function rowsOf(text) {
  const { logits } = await model.forward([text], { logits: 'all' });
  const [, length, size] = logits.shape;
  return Array.from({ length }, (_, row) => logits.data.subarray(row * size, (row + 1) * size));
}
