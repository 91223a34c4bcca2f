import { median } from '../statistics.mjs';
import { idRows, promptsOfLength, samplesIn } from '../texts.mjs';

const runs = 3;
const newTokens = 30;
/** More don't fit together in what a batch may take on a processor. */
const mostAtOnce = 90;
/** How far a prediction may be off. */
const near = 0.25;

export const cost = {
  name: 'cost',
  title: 'The cost model',
  measured:
    'Seconds that `modelCost` predicts from the model’s shape and two measured speeds (a product of two matrices, a matrix read ' +
    'once), and the median of three that our side took.',

  async run(bench) {
    const { scale, models } = bench;
    const side = bench.side('ours');
    await side.call('open', { source: models.folder });
    const { request } = samplesIn(['en'])[0];
    const { prefill, promptTokens, layer, steps } = scale;
    const decode = scale.decode.filter((count) => count <= mostAtOnce);
    const sizes = await side.call('sizes', { request });
    const predicted = await side.call('predict', {
      passes: prefill,
      steps: decode.map((count) => [count, promptTokens + newTokens / 2]),
      edit: { ...sizes, layer, steps },
    });

    const rows = [];
    const add = (name, unit, scaled, expected, measured) => {
      const ratio = expected / measured;
      const isNear = Math.abs(ratio - 1) <= near;
      const values = [expected, measured].map((seconds) => `${(seconds * scaled).toPrecision(3)} ${unit}`);
      rows.push([name, ...values, ratio.toFixed(2), isNear ? 'yes' : '**no**']);
      bench.say(`  ${rows.at(-1).join(', ')}`);
    };
    for (const [index, [count, length]] of prefill.entries()) {
      const ids = idRows(count, length, models.vocabulary);
      const measured = await several(async () => (await side.call('forward', { rows: ids })).seconds);
      add(`reading ${count} x ${length}`, 's', 1, predicted.passes[index], measured);
    }
    for (const [index, count] of decode.entries()) {
      const prompts = await promptsOfLength(models.folder, count, promptTokens);
      const answer = async (maxNewTokens) =>
        (await side.call('answer', { batches: [prompts], maxNewTokens, endless: true })).seconds;
      const measured = await several(async () => {
        const first = await answer(1);
        return ((await answer(newTokens)) - first) / (newTokens - 1);
      });
      add(`a token of each of ${count}`, 'ms', 1000, predicted.steps[index], measured);
    }
    const edited = await several(async () => (await side.call('edit', { request, steps, layer })).seconds);
    add(`${steps} steps of layer ${layer}`, 's', 1, predicted.edit, edited);

    const { flops, bandwidth } = predicted.speed;
    return {
      table: { head: ['', 'predicted', 'measured', 'ratio', `within ${near * 100} %`], rows },
      notes: [
        `Measured speeds: ${(flops.float32 / 1e9).toFixed(0)} GFLOP/s, ${(bandwidth / 1e9).toFixed(1)} GB/s.`,
      ],
    };
  },
};

/** The median of some runs; one before them prepares the engine. */
async function several(run) {
  await run();
  const values = [];
  for (let index = 0; index < runs; index++) values.push(await run());
  return median(values);
}
