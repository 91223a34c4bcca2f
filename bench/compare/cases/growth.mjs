import { sameAnswers, sameLogits } from '../equality.mjs';
import { llama } from '../models.mjs';
import { exponent, median } from '../statistics.mjs';
import { idRows, promptsOfLength } from '../texts.mjs';

const base = { layers: 4, width: 256, batch: 4, length: 128 };

export const growth = {
  name: 'growth',
  title: 'How cost grows',
  measured:
    'Random LLaMAs of growing size (4 layers of width 256, 4 rows of 128 ids where nothing else is said), one pass each; and ' +
    'languages, each with five prompts of equal length answered by the demo model: ours in one call, theirs one language after the ' +
    'other. Cost ~ size to the power of the exponent, fitted to the medians.',

  async run(bench) {
    const { languages, ...axes } = bench.scale.growth;
    const series = [];
    for (const [axis, sizes] of Object.entries(axes)) series.push(await along(bench, axis, sizes));
    series.push(await alongLanguages(bench, languages));
    return { rows: [], series, table: tableOf(series) };
  },
};

async function along(bench, axis, sizes) {
  const measured = [];
  for (const size of sizes) {
    const { layers, width, batch, length } = { ...base, [axis]: size };
    const source = await llama({ layers, width }, bench.models.work);
    await bench.each((side) => side.call('open', { source }));
    const rows = idRows(batch, length, 512);
    const [row] = await bench.measure({
      run: (name) => bench.side(name).call('forward', { rows, file: bench.file(name) }),
      check: () => sameLogits(bench.file('ours'), bench.file('theirs')),
      rows: [{ name: `${axis} ${size}`, unit: 's', value: ({ seconds }) => seconds }],
    });
    measured.push(row);
  }
  return { axis, sizes, measured };
}

async function alongLanguages(bench, sizes) {
  const { folder } = bench.models;
  await bench.each((side) => side.call('open', { source: folder }));
  const { promptTokens, growthTokens: maxNewTokens } = bench.scale;
  const measured = [];
  for (const size of sizes) {
    const prompts = await promptsOfLength(folder, 5 * size, promptTokens);
    const batches = Array.from({ length: size }, (_, index) => prompts.slice(5 * index, 5 * index + 5));
    const [row] = await bench.measure({
      run: (name) => bench.side(name).call('answer', { batches, maxNewTokens, endless: true }),
      check: (ours, theirs) => sameAnswers(ours.tokens, theirs.tokens, prompts, bench.side('theirs')),
      rows: [{ name: `languages ${size}`, unit: 's', value: ({ seconds }) => seconds }],
    });
    measured.push(row);
  }
  return { axis: 'languages', sizes, measured };
}

function tableOf(series) {
  const cost = (measured, side) =>
    measured.every((row) => row[side]) ? measured.map((row) => median(row[side])) : undefined;
  const cells = (sizes, seconds) =>
    seconds === undefined
      ? ['', '']
      : [seconds.map(milliseconds).join(', '), exponent(sizes, seconds).toFixed(2)];
  return {
    head: ['size of', 'sizes', 'ours, ms', 'exponent', 'theirs, ms', 'exponent'],
    rows: series.map(({ axis, sizes, measured }) => [
      axis,
      sizes.join(', '),
      ...cells(sizes, cost(measured, 'ours')),
      ...cells(sizes, cost(measured, 'theirs')),
    ]),
  };
}

const milliseconds = (seconds) =>
  seconds >= 1 ? String(Math.round(seconds * 1000)) : (seconds * 1000).toPrecision(3).replace(/\.0+$/, '');
