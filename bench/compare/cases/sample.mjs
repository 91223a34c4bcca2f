import { sameAnswers, sameEdit } from '../equality.mjs';
import { askedByEasyEdit, openAsEasyEdit } from './asEasyEdit.mjs';

export const sample = {
  name: 'sample',
  title: 'One sample, the whole way',
  needsEasyEdit: true,
  measured:
    'An English edit asked in nine languages: DS and the four DG prompts in each, answers of a fixed length before, an edit ' +
    '(layer located, 10 steps), answers after it with EasyEdit’s suffix. Ours: one `generate` before and one after, ' +
    '`dinm` in mode `easyedit`. Theirs: `test_safety_gen` for each language, five prompts a batch, ' +
    '`_locate_toxic_layer` and `apply_dinm_to_model`.',

  async run(bench) {
    const { newTokens: maxNewTokens, steps } = bench.scale;
    const { samples, before, after } = askedByEasyEdit(bench.scale.languages);
    await openAsEasyEdit(bench);
    let ours;

    /** Both sides' answers are compared while the model is in the state that gave them. */
    const run = async (name) => {
      const side = bench.side(name);
      const agreement = [];
      const compare = async (what, check) => {
        if (name === 'theirs') agreement.push(`${what}: ${await check()}`);
      };
      const asked = await side.call('ask', { batches: before, maxNewTokens, endless: true });
      await compare('before', () => sameAnswers(ours.before.tokens, asked.tokens, before.flat(), side));
      const edited = await side.call('edit', {
        request: samples[0].request,
        steps,
        apply: true,
        file: bench.file(name),
      });
      await compare('edit', () =>
        sameEdit(ours.edit, edited, { ours: bench.file('ours'), theirs: bench.file('theirs') }),
      );
      const again = await side.call('ask', { batches: after, maxNewTokens, endless: true });
      await compare('after', () => sameAnswers(ours.after.tokens, again.tokens, after.flat(), side));
      await side.call('revert');
      const result = { before: asked, edit: edited, after: again, agreement };
      if (name === 'ours') ours = result;
      return result;
    };

    const count = samples.length;
    return {
      rows: await bench.measure({
        run,
        check: (_ours, theirs) => theirs.agreement.join('; '),
        seconds: whole,
        rows: [
          { name: `${count} languages, the whole way`, unit: 's', value: whole, atLeast: 4 },
          { name: 'of it, answers before', unit: 's', value: (result) => result.before.seconds },
          { name: 'of it, locating and editing', unit: 's', value: (result) => result.edit.seconds },
          { name: 'of it, answers after', unit: 's', value: (result) => result.after.seconds },
        ],
      }),
    };
  },
};

const whole = ({ before, edit, after }) => before.seconds + edit.seconds + after.seconds;
