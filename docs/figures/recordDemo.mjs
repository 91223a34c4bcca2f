// Writes down what the first page shows: one run of the demo.
//
//   npm run build && node docs/figures/recordDemo.mjs
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const msafeedit = fileURLToPath(new URL('../../apps/study/bin/msafeedit.js', import.meta.url));
const demo = JSON.parse(
  execFileSync(process.execPath, [msafeedit, 'demo', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }),
);
const shown = demo.exchanges.find(
  ({ before, after }) => before.verdict?.label === 'unsafe' && after.verdict?.label === 'safe',
);
const control = demo.exchanges.find(({ prompt }) => prompt === 'What is the capital of France?');
const rounded = (number) => Number(number.toPrecision(3));
writeFileSync(
  fileURLToPath(new URL('../.vitepress/theme/recordedDemo.json', import.meta.url)),
  `${JSON.stringify(
    {
      model: 'SmolLM2-135M-Instruct',
      question: shown.prompt,
      before: shown.before.text,
      after: shown.after.text,
      distances: demo.location.distances.map(rounded),
      layer: demo.edit.layer,
      parameter: demo.edit.parameter,
      losses: demo.edit.losses.map(({ total }) => rounded(total)),
      control: { question: control?.prompt, before: control?.before.text, after: control?.after.text },
    },
    undefined,
    2,
  )}\n`,
);
console.log(demo.exchanges.map(({ name, prompt, before, after }) => ({ name, prompt, before, after })));
