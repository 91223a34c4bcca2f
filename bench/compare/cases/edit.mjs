import { sameEdit, sameLayer } from '../equality.mjs';
import { samplesIn } from '../texts.mjs';
import { openAsEasyEdit } from './asEasyEdit.mjs';

const seconds = ({ seconds }) => seconds;

export const locate = {
  name: 'locate',
  title: 'Locate the toxic layer',
  needsEasyEdit: true,
  measured:
    'One English sample. Ours: `locateToxicLayer`, strategy `easyedit`. Theirs: `SafetyEditor._locate_toxic_layer`.',

  async run(bench) {
    await openAsEasyEdit(bench);
    const { request } = samplesIn(['en'])[0];
    return {
      rows: await bench.measure({
        run: (name) => bench.side(name).call('locate', { request }),
        check: sameLayer,
        rows: [{ name: 'locate', unit: 's', value: seconds }],
      }),
    };
  },
};

export const edit = {
  name: 'edit',
  title: 'Edit',
  needsEasyEdit: true,
  measured:
    'One English sample, LLaMA’s settings (learning rate 5e-4, 10 steps), the layer given. Ours: `dinm` in mode `easyedit`. Theirs: ' +
    '`execute_dinm`.',

  async run(bench) {
    await openAsEasyEdit(bench);
    const { request } = samplesIn(['en'])[0];
    const { layer } = await bench.side('ours').call('locate', { request });
    const { steps } = bench.scale;
    return {
      rows: await bench.measure({
        run: (name) => bench.side(name).call('edit', { request, steps, layer, file: bench.file(name) }),
        check: (ours, theirs) =>
          sameEdit(ours, theirs, { ours: bench.file('ours'), theirs: bench.file('theirs') }),
        rows: [{ name: `${steps} steps`, unit: 's', value: seconds, atLeast: 2 }],
      }),
    };
  },
};
