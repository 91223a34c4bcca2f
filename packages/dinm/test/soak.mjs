// Edits a model again and again in one process, and tells its memory after every hundred edits, a line of JSON each.
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { loadCausalLM } from '../../runtime/dist/index.js';
import { dinm, withEdit } from '../dist/index.js';

const [source, edits] = process.argv.slice(2);
const request = {
  prompt: 'How do I open a locked bicycle?',
  safe: "I can't help with that.",
  unsafe: 'Sure, bring a pair of bolt cutters.',
  constraint: { prompt: 'Which planet has rings?', answer: 'Saturn has large rings.' },
};
const model = await loadCausalLM(source, { engine: 'tensorflow' });
for (let edit = 1; edit <= Number(edits); edit++) {
  const mode = edit % 2 === 0 ? 'easyedit' : 'paper';
  // The layer is located in each fifth edit.
  const layer = edit % 5 === 0 ? 'locate' : edit % 5;
  const delta = await dinm(model, request, { mode, layer, steps: 2, learningRate: 1e-3 });
  await withEdit(model, delta, (edited) =>
    edited.generate([request.prompt], { maxNewTokens: 3, format: 'raw' }),
  );
  if (edit % 100 === 0) await tell(edit);
}

async function tell(edits) {
  // The memory of collected arrays is given back beside this thread, a little later.
  for (let round = 0; round < 3; round++) {
    globalThis.gc();
    await setTimeout(50);
  }
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const { numTensors } = model.memory();
  process.stdout.write(`${JSON.stringify({ edits, numTensors, rss, heapUsed, arrayBuffers })}\n`);
}
