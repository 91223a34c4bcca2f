/**
 * Our side, as a process. Reads one JSON object a line, `{"job", …arguments}`, and answers each with one line, `{"result"}`
 * or `{"error"}`. A result's `seconds` are those of the work itself, without the reading and writing of lines. The other side
 * (theirs/jobs.py) knows the same jobs under the same names.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { dinm } from '../../packages/dinm/dist/index.js';
import { locateToxicLayer } from '../../packages/locator/dist/index.js';
import { loadCausalLM, loadSequenceClassifier, modelCost } from '../../packages/runtime/dist/index.js';

process.on('SIGINT', () => undefined); // whoever started this process ends it

const engine = { engine: 'tensorflow', device: 'cpu' };
const greedy = { format: 'raw', temperature: 0, overflow: 'extrapolate' };

let opened;
let model;
let classifier;
let revert;
let promptCache;

const jobs = {
  describe: () => ({
    versions: {
      Node: process.version,
      ...(model && { TensorFlow: model.engineDescription.replace(/^TensorFlow /, '') }),
    },
    threads: availableParallelism(),
  }),

  async open({ source }) {
    if (opened === source) return {};
    close();
    model = await loadCausalLM(source, engine);
    opened = source;
    return {};
  },

  /** From a file to the first token of an answer. */
  async load({ source, prompt }) {
    const took = clock();
    const loaded = await loadCausalLM(source, engine);
    const [{ tokens }] = await loaded.generate([prompt], { ...greedy, maxNewTokens: 1 });
    const seconds = took();
    loaded.dispose();
    return { seconds, tokens: [tokens] };
  },

  /** One pass without a cache; the logits of the last position. */
  async forward({ rows, file }) {
    const took = clock();
    const { logits } = await model.forward(rows, { logits: 'last' });
    const seconds = took();
    if (file) writeFileSync(file, logits.data);
    return { seconds };
  },

  /**
   * Greedy answers to all prompts of all batches in one call, tokenizing and the answers' text included. With `reuse` what the
   * layers below an edit compute of the prompts is kept, until `forget`.
   */
  async answer({ batches, maxNewTokens, endless = false, reuse = false }) {
    const took = clock();
    if (reuse) promptCache ??= model.createPromptCache();
    const options = { ...greedy, maxNewTokens, ...(reuse && { promptCache }) };
    const answers = await withEnds(endless, () => model.generate(batches.flat(), options));
    return { seconds: took(), tokens: answers.map(({ tokens }) => tokens) };
  },

  forget() {
    promptCache?.dispose();
    promptCache = undefined;
    return {};
  },

  async locate({ request }) {
    const took = clock();
    const { layer } = await locateToxicLayer(model, request, { strategy: 'easyedit' });
    return { seconds: took(), layer };
  },

  /** An edit as EasyEdit makes it; with `apply` it is left in place until `revert`. */
  async edit({ request, steps, layer = 'locate', apply = false, file }) {
    const took = clock();
    const delta = await dinm(model, request, { mode: 'easyedit', preset: 'llama2-7b-chat', layer, steps });
    if (apply) revert = await delta.applyTo(model);
    const seconds = took();
    if (file) writeFileSync(file, delta.values);
    return { seconds, layer: delta.layer, losses: delta.losses.map(({ total }) => total) };
  },

  revert() {
    revert();
    revert = undefined;
    return {};
  },

  async open_classifier({ source }) {
    close();
    classifier = await loadSequenceClassifier(source, engine);
    return {};
  },

  async classify({ texts }) {
    const took = clock();
    const classified = await classifier.classify(texts);
    return { seconds: took(), logits: classified.map(({ logits }) => logits) };
  },

  /** What the cost model says of this machine, in seconds. */
  async predict({ passes, steps, edit }) {
    const speed = await model.measureSpeed();
    const cost = modelCost(model.config, model.dtype, speed);
    return {
      speed,
      passes: passes.map(([count, length]) => cost.reading(Array(count).fill(length))),
      steps: steps.map(([count, length]) => cost.step(count, length)),
      edit: cost.editing(edit).training,
    };
  },

  /** Tokens of an edit's two sequences, and of their answers. */
  sizes({ request: { prompt, safe, constraint } }) {
    const count = (text) => model.tokenizer.encode(text).length;
    const targets = count(safe) + count(constraint.answer);
    return { tokens: count(prompt) + count(constraint.prompt) + targets, targets };
  },

  /** Bytes of the process: now, and at most so far. */
  memory: () => ({ now: process.memoryUsage.rss(), peak: process.resourceUsage().maxRSS * 1024 }),
};

/** EasyEdit asks in its own way, we in the same way always. */
jobs.ask = jobs.answer;

function close() {
  jobs.forget();
  model?.dispose();
  classifier?.dispose();
  opened = model = classifier = undefined;
}

/** Runs something with a model for which no token ends an answer, where answers are to be of a fixed length. */
async function withEnds(endless, run) {
  if (!endless) return run();
  Object.defineProperty(model, 'eosTokenIds', { value: new Set(), configurable: true });
  try {
    return await run();
  } finally {
    delete model.eosTokenIds;
  }
}

function clock() {
  const started = performance.now();
  return () => (performance.now() - started) / 1000;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { job, ...given } = JSON.parse(line);
  let answer;
  try {
    answer = { result: await jobs[job](given) };
  } catch (error) {
    answer = { error: error.stack };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
close();
