// Draws docs/figures/distances.svg: what each strategy measures in each layer of the demo model, for the golden samples.
//
//   npm run build && node docs/figures/drawDistances.mjs
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mini, writeSamples } from '@msafeedit/dataset';
import { parse, View } from 'vega';
import { compile } from 'vega-lite';

const msafeedit = fileURLToPath(new URL('../../apps/study/bin/msafeedit.js', import.meta.url));
const samples = mini.en.slice(0, 4); // those that the reference results of torch are for
const colours = ['#c0271c', '#1d5fae', '#11743d', '#9a5200'];
const panels = [
  ['easyedit', 'L2 norm'],
  ['last-token', 'L2 norm'],
  ['mean-token', 'L2 norm'],
  ['relative', 'share of the norm'],
  ['mlp-output', 'share of the norm'],
];

const folder = mkdtempSync(join(tmpdir(), 'distances-'));
const data = join(folder, 'samples.json');
await writeSamples(data, samples);
const located = panels.flatMap(([strategy, axis]) =>
  locate(strategy).map(({ id, layer, distances }) => ({ strategy, axis, id, layer, distances })),
);
const rows = located.flatMap(({ strategy, id, layer, distances }) =>
  distances.map((distance, at) => ({
    strategy,
    sample: `sample ${id}`,
    layer: at,
    distance,
    chosen: at === layer,
  })),
);

const x = { field: 'layer', type: 'quantitative', title: 'layer', scale: { domain: [0, 29] } };
const sampleColour = {
  field: 'sample',
  type: 'nominal',
  scale: { range: colours },
  title: null,
  legend: { orient: 'bottom' },
};
const spec = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  background: '#ffffff',
  padding: 12,
  columns: 2,
  bounds: 'flush',
  spacing: { row: 75, column: 70 },
  concat: panels.map(([strategy, axis]) => ({
    title: { text: strategy, anchor: 'start', frame: 'group', offset: 8 },
    width: 290,
    height: 150,
    data: { values: rows.filter((row) => row.strategy === strategy) },
    layer: [
      {
        mark: { type: 'line', strokeWidth: 1.5 },
        encoding: { x, y: { field: 'distance', type: 'quantitative', title: axis }, color: sampleColour },
      },
      {
        transform: [{ filter: 'datum.chosen' }],
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: { x, y: { field: 'distance', type: 'quantitative' }, color: sampleColour },
      },
    ],
  })),
  config: {
    font: 'system-ui, sans-serif',
    view: { stroke: null },
    axis: { labelColor: '#1b1e23', titleColor: '#59616c', gridColor: '#e2e5ea', titleFontWeight: 'normal' },
    title: { color: '#1b1e23', fontSize: 13 },
    legend: { labelColor: '#1b1e23' },
  },
};

const view = new View(parse(compile(spec).spec), { renderer: 'none' });
const svg = (await view.toSVG()).replace(/ (?:role|aria-[a-z]+|class|pointer-events)="[^"]*"/g, '');
view.finalize();
const layers = panels.map(([strategy]) => `${strategy}: ${layersOf(strategy).join(', ')}`).join('; ');
const title =
  'Distances between a safe and an unsafe answer in the 30 layers of SmolLM2-135M, by five strategies';
writeFileSync(
  fileURLToPath(new URL('distances.svg', import.meta.url)),
  svg.replace(
    /^<svg([^>]*)>/,
    `<svg$1 role="img" aria-labelledby="title desc"><title id="title">${title}</title><desc id="desc">A dot marks the layer that was chosen. ${layers}.</desc>`,
  ) + '\n',
);
rmSync(folder, { recursive: true });
console.log(layers);

function locate(strategy) {
  const args = ['locate', '--model', 'smollm2-135m', '--data', data, '--strategy', strategy, '--json'];
  return JSON.parse(execFileSync(process.execPath, [msafeedit, ...args], { encoding: 'utf8' }));
}

function layersOf(strategy) {
  return located.filter((each) => each.strategy === strategy).map(({ layer }) => layer);
}
