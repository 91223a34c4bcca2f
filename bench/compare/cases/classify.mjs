import { roberta } from '../models.mjs';
import { sameNumbers } from '../equality.mjs';
import { answersToJudge } from '../texts.mjs';

export const classify = {
  name: 'classify',
  title: 'The classifier',
  measured:
    'Answers of 2 to 230 words through a random RoBERTa of large size (24 layers, 1,024). Ours: `classify`. Theirs: the ' +
    'texts sorted by length in batches of eight, the fastest of the ways that were tried; and as EasyEdit’s example takes them, ' +
    'ten at once in the order in which they come (an item’s answers before and after).',

  async run(bench) {
    const { texts: count, ...size } = bench.scale.classifier;
    const source = await roberta(size, bench.models.work);
    const texts = answersToJudge(count);
    await bench.each((side) => side.call('open_classifier', { source }));
    return {
      rows: await bench.measure({
        run: async (name) => {
          const run = await bench.side(name).call('classify', { texts, batch: 8, sort: true });
          if (name === 'ours') return { ...run, inOrder: run.seconds };
          const { seconds } = await bench.side(name).call('classify', { texts, batch: 10, sort: false });
          return { ...run, inOrder: seconds };
        },
        check: (ours, theirs) => sameNumbers(ours.logits.flat(), theirs.logits.flat()),
        rows: [
          { name: `${count} answers`, unit: 's', value: ({ seconds }) => seconds, atLeast: 1.3 },
          { name: 'theirs as EasyEdit does', unit: 's', value: ({ inOrder }) => inOrder },
        ],
      }),
    };
  },
};
