import { performance } from 'node:perf_hooks';
import { batchBudget, cardSpeeds, modelCost, modelMemory } from '../../packages/runtime/dist/index.js';
import { dinm } from '../../packages/dinm/dist/index.js';

const shape = { prompts: 45, promptTokens: 900, newTokens: 600, steps: 10 };

/** What one edit of a study takes: ten steps towards an answer, then 45 prompts of nine languages; beside what is counted for the card. */
export async function share(model, say) {
  const { prompts, promptTokens, newTokens, steps } = shape;
  const text = (count, from) =>
    model.tokenizer.decode(
      Array.from({ length: count }, (_, at) => 100 + ((from + at * 37) % (model.config.vocabSize - 200))),
    );
  const request = {
    prompt: text(promptTokens, 1),
    safe: text(100, 2),
    unsafe: text(100, 3),
    constraint: { prompt: text(20, 4), answer: text(80, 5) },
  };
  const layer = model.config.layers >> 1;
  const seconds = {};
  const timed = async (stage, run) => {
    const start = performance.now();
    const result = await run();
    seconds[stage] = (performance.now() - start) / 1000;
    say(`  ${stage}: ${seconds[stage].toFixed(2)} s`);
    return result;
  };
  const delta = await timed(`locating and ${steps} steps of layer ${layer}`, () =>
    dinm(model, request, { mode: 'easyedit', layer, steps, learningRate: 1e-4 }),
  );
  const texts = Array.from({ length: prompts }, (_, row) => text(promptTokens, 1000 * row));
  let rows = 0;
  const onBatch = (batch) => (rows = Math.max(rows, batch.rows));
  await timed(`reading ${prompts} x ${promptTokens} tokens`, () =>
    model.generate(texts, { maxNewTokens: 1, format: 'raw', onBatch }),
  );
  const answers = await timed(`reading and writing ${newTokens} tokens of each`, () =>
    model.generate(texts, { maxNewTokens: newTokens, format: 'raw', onBatch }),
  );
  const written = answers.map(({ tokens }) => tokens.length);
  say(`  ${rows} at once, ${Math.min(...written)} to ${Math.max(...written)} tokens`);
  return {
    ...shape,
    layer,
    rows,
    seconds,
    losses: delta.losses.length,
    written,
    counted: counted(model, layer, say),
  };
}

/** What `modelCost` counts for the same on the card, where it knows that. */
function counted(model, layer, say) {
  const found = Object.entries(cardSpeeds).find(([name]) =>
    model.engineDescription.toLowerCase().includes(name.split('-')[0]),
  );
  if (!found) return undefined;
  const [name, { speed, memory }] = found;
  const cost = modelCost(model.config, model.dtype, speed);
  const budget = batchBudget(modelMemory(model.config, model.dtype).weights, memory);
  const { prompts, promptTokens, newTokens, steps } = shape;
  const { locating, training } = cost.editing({ layer, tokens: promptTokens + 200, targets: 200, steps });
  const { reading, writing } = cost.answering(Array(prompts).fill(promptTokens), newTokens, budget);
  const result = { card: name, edit: locating + training, reading, writing };
  say(
    `  counted for ${name}: edit ${result.edit.toFixed(2)} s, reading ${reading.toFixed(2)} s, writing ${writing.toFixed(2)} s`,
  );
  return result;
}
