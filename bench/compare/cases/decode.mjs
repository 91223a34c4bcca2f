import { sameAnswers } from '../equality.mjs';
import { median } from '../statistics.mjs';
import { promptsOfLength } from '../texts.mjs';

/** Targets by how many prompts are answered at once. */
const target = (count) => (count <= 20 ? 1.5 : count <= 45 ? 1.3 : 1.1);

export const decode = {
  name: 'decode',
  title: 'Decoding',
  measured:
    'Greedy answers of a fixed length to prompts of equal length, all given at once: the time of all tokens but the first, which is that ' +
    'of whole answers less that of answers of one token. Ours: `model.generate`, which makes batches as memory allows. ' +
    'Theirs: `model.generate`, one batch, KV cache. Bandwidth: 1 GiB read by all cores, the best of ten; a step must read all ' +
    'weights once and the caches.',

  async run(bench) {
    const { scale, models } = bench;
    const { newTokens, promptTokens } = scale;
    await bench.each((side) => side.call('open', { source: models.folder }));
    const rows = [];
    for (const count of scale.decode) {
      const prompts = await promptsOfLength(models.folder, count, promptTokens);
      const answer = (name, maxNewTokens) =>
        bench.side(name).call('answer', { batches: [prompts], maxNewTokens, endless: true });
      const run = async (name) => {
        const first = await answer(name, 1);
        const all = await answer(name, newTokens);
        return { seconds: all.seconds - first.seconds, whole: all.seconds, tokens: all.tokens };
      };
      rows.push(
        ...(await bench.measure({
          run,
          check: (ours, theirs) => sameAnswers(ours.tokens, theirs.tokens, prompts, bench.side('theirs')),
          seconds: ({ whole }) => whole,
          rows: [
            {
              name: `${count} at once, ${newTokens} tokens after ${promptTokens}`,
              unit: 'ms a step',
              value: ({ seconds }) => (seconds * 1000) / (newTokens - 1),
              atLeast: target(count),
            },
          ],
        })),
      );
    }
    return { rows, notes: await nearBandwidth(bench, rows[0]) };
  },
};

/** How near a step of one row comes to reading weights and caches once at the machine's speed. */
async function nearBandwidth(bench, row) {
  if (!bench.names.includes('theirs') || bench.scale.decode[0] !== 1) return [];
  const { bytesPerSecond } = await bench.side('theirs').call('bandwidth');
  const { weightBytes, cacheBytes } = bench.models;
  const { promptTokens, newTokens } = bench.scale;
  const bytes = weightBytes + cacheBytes * (promptTokens + newTokens / 2);
  const bound = (bytes / bytesPerSecond) * 1000;
  const share = (values) => ((bound / median(values)) * 100).toFixed(0);
  return [
    `Memory bandwidth, measured in the same run: ${(bytesPerSecond / 1e9).toFixed(1)} GB/s. A step at batch 1 reads ` +
      `${(bytes / 1e6).toFixed(0)} MB, which takes at least ${bound.toFixed(1)} ms: ours runs at ${share(row.ours)} % of that ` +
      `speed, theirs at ${share(row.theirs)} %.`,
  ];
}
