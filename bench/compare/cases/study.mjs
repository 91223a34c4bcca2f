import { sameAnswers, sameEdit } from '../equality.mjs';
import { askedByEasyEdit, openAsEasyEdit } from './asEasyEdit.mjs';

export const study = {
  name: 'study',
  title: 'A sample’s share of the study',
  needsEasyEdit: true,
  measured:
    'Nine edits, one in each language, each asked in nine languages; answers end when they end, at most 200 tokens. Ours: ' +
    'everything, answers before once for all edits, and what the layers below an edit compute of the prompts kept for the next ' +
    'edit. Theirs, from measured stages: answers before and nine edits are run; answers ' +
    'after are run for the first edit; those for the others follow from the time of a pass over each language’s prompts, the time ' +
    'of a step, and the longest of our five answers, until which EasyEdit’s batch runs. It asks before and after anew for each edit.',

  async run(bench) {
    const { newTokens: maxNewTokens, steps } = bench.scale;
    const { samples, before, after } = askedByEasyEdit(bench.scale.languages);
    await openAsEasyEdit(bench);
    let shared;

    const edit = (name, { language, request }) =>
      bench.side(name).call('edit', { request, steps, apply: true, file: editFile(bench, name, language) });

    async function ours() {
      const side = bench.side('ours');
      await side.call('forget');
      const asked = await side.call('ask', { batches: before, maxNewTokens });
      const edits = [];
      for (const one of samples) {
        const edited = await edit('ours', one);
        const again = await side.call('ask', { batches: after, maxNewTokens, reuse: true });
        await side.call('revert');
        edits.push({ edited, again });
      }
      const seconds =
        asked.seconds + edits.reduce((sum, { edited, again }) => sum + edited.seconds + again.seconds, 0);
      shared = { asked, edits };
      return { seconds };
    }

    async function theirs() {
      const side = bench.side('theirs');
      const passes = await side.call('ask', { batches: before, maxNewTokens: 1 });
      const asked = await side.call('ask', { batches: before, maxNewTokens });
      const agreement = [
        `before: ${await sameAnswers(shared.asked.tokens, asked.tokens, before.flat(), side)}`,
      ];
      const edits = [];
      let again;
      for (const [index, one] of samples.entries()) {
        const edited = await edit('theirs', one);
        const files = {
          ours: editFile(bench, 'ours', one.language),
          theirs: editFile(bench, 'theirs', one.language),
        };
        agreement.push(`edit in ${one.language}: ${sameEdit(shared.edits[index].edited, edited, files)}`);
        edits.push(edited);
        if (index === 0) {
          again = await side.call('ask', { batches: after, maxNewTokens });
          const answers = await sameAnswers(shared.edits[0].again.tokens, again.tokens, after.flat(), side);
          agreement.push(`after: ${answers}`);
        }
        await side.call('revert');
      }
      const askedAfter = shared.edits.map(({ again: { tokens } }, index) =>
        index === 0 ? again.seconds : predicted({ passes, asked, again }, longest(tokens)),
      );
      const seconds =
        samples.length * asked.seconds + sum(edits.map((edited) => edited.seconds)) + sum(askedAfter);
      return { seconds, agreement };
    }

    return {
      rows: await bench.measure({
        run: (name) => (name === 'ours' ? ours() : theirs()),
        check: (_ours, { agreement }) => agreement.join('; '),
        rows: [
          {
            name: `${samples.length} edits x ${samples.length} languages`,
            unit: 's',
            value: ({ seconds }) => seconds,
            atLeast: 10,
          },
        ],
      }),
    };
  },
};

/**
 * Seconds that EasyEdit takes for answers of given lengths: of each language one pass over the prompts, and so many steps at
 * the time that a step took where its answers were measured.
 * @param measured passes: answers of one token; asked, again: measured answers, a batch a language
 */
function predicted({ passes, asked, again }, lengths) {
  const [first, second] = [longest(asked.tokens), longest(again.tokens)];
  return sum(
    lengths.map((length, language) => {
      const pass = passes.batches[language];
      const steps = first[language] + second[language] - 2;
      const step = steps === 0 ? 0 : (asked.batches[language] + again.batches[language] - 2 * pass) / steps;
      return pass + step * (length - 1);
    }),
  );
}

/** The longest of each language's five answers. */
const longest = (tokens) =>
  Array.from({ length: tokens.length / 5 }, (_, language) =>
    Math.max(...tokens.slice(5 * language, 5 * language + 5).map(({ length }) => length)),
  );

const editFile = (bench, name, language) => bench.file(`${name}-${language}`);
const sum = (values) => values.reduce((total, value) => total + value, 0);
