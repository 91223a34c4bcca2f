import { median } from '../statistics.mjs';
import { samplesIn } from '../texts.mjs';
import { openAsEasyEdit } from './asEasyEdit.mjs';

/** The first edit builds what the others reuse. */
const warmUp = 1;

export const repeated = {
  name: 'repeated',
  title: 'Many edits in a row',
  needsEasyEdit: true,
  measured:
    'The same edit again and again, applied and taken back: the median time of the last five against that of edits 2 to 6, and the ' +
    'resident set after the last one against that after the sixth.',

  async run(bench) {
    const { edits, steps } = bench.scale;
    const { request } = samplesIn(['en'])[0];
    await openAsEasyEdit(bench);
    const series = Object.fromEntries(bench.names.map((name) => [name, { seconds: [], bytes: [] }]));
    for (let index = 1; index <= edits; index++) {
      await bench.each(async (side, name) => {
        const { seconds } = await side.call('edit', {
          request,
          steps,
          layer: bench.scale.layer,
          apply: true,
        });
        await side.call('revert');
        series[name].seconds.push(seconds);
        series[name].bytes.push((await side.call('memory')).now);
      });
      if (index % 10 === 0) bench.say(`  ${index} of ${edits} edits`);
    }
    const few = Math.min(5, Math.floor((edits - warmUp) / 2));
    const time = ({ seconds }) => median(seconds.slice(-few)) / median(seconds.slice(warmUp, warmUp + few));
    const memory = ({ bytes }) => bytes.at(-1) / bytes[warmUp + few - 1];
    const row = (name, value, ownAtMost) => ({
      name,
      unit: 'times',
      ownAtMost,
      ...Object.fromEntries(Object.entries(series).map(([side, measured]) => [side, [value(measured)]])),
    });
    return {
      rows: [
        row(`time of the last of ${edits} edits against the first`, time, 1.1),
        row(`memory after the last of ${edits} edits against the first`, memory, 1.02),
      ],
      series,
    };
  },
};
