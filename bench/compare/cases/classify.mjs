import { roberta } from '../models.mjs';
import { sameNumbers } from '../equality.mjs';
import { answersToJudge } from '../texts.mjs';

export const classify = {
  name: 'classify',
  title: 'The classifier',
  measured:
    'Answers of 2 to 230 words through a random RoBERTa of large size (24 layers, 1,024). Ours: `classify`. Theirs: the ' +
    'texts sorted by length in batches of eight, the fastest of the ways that were tried (EasyEdit takes them as they come).',

  async run(bench) {
    const { texts: count, ...size } = bench.scale.classifier;
    const source = await roberta(size, bench.models.work);
    const texts = answersToJudge(count);
    await bench.each((side) => side.call('open_classifier', { source }));
    return {
      rows: await bench.measure({
        run: (name) => bench.side(name).call('classify', { texts, batch: 8 }),
        check: (ours, theirs) => sameNumbers(ours.logits.flat(), theirs.logits.flat()),
        rows: [{ name: `${count} answers`, unit: 's', value: ({ seconds }) => seconds, atLeast: 1.3 }],
      }),
    };
  },
};
