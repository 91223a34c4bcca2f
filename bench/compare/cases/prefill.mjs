import { sameLogits } from '../equality.mjs';
import { idRows } from '../texts.mjs';

export const prefill = {
  name: 'prefill',
  title: 'Prefill',
  measured:
    'One pass over rows of ids, no cache kept, logits of the last position. Ours: `model.forward`. Theirs: ' +
    '`model(ids, use_cache=False, logits_to_keep=1)` in inference mode.',

  async run(bench) {
    await bench.each((side) => side.call('open', { source: bench.models.folder }));
    const rows = [];
    for (const [count, length] of bench.scale.prefill) {
      const ids = idRows(count, length, bench.models.vocabulary);
      rows.push(
        ...(await bench.measure({
          run: (name) => bench.side(name).call('forward', { rows: ids, file: bench.file(name) }),
          check: () => sameLogits(bench.file('ours'), bench.file('theirs')),
          rows: [
            { name: `${count} x ${length} tokens`, unit: 's', value: ({ seconds }) => seconds, atLeast: 1 },
          ],
        })),
      );
    }
    return { rows };
  },
};
