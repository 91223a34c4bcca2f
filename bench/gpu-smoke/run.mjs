/**
 * Whether the tensorflow engine, or webgpu, is right and how fast it is on this machine's card: parity with the reference results,
 * speed and memory, in five minutes.
 *
 *     npm ci && npx tsc -b packages/dinm && npx msafeedit setup tensorflow --gpu && npx msafeedit setup model
 *     node bench/gpu-smoke/run.mjs [--engine webgpu] [--device gpu:1] [--dtype bfloat16] [--model FOLDER] [--json FILE] [--quick]
 *
 * Both float32 and half precision are tried unless --dtype names one; webgpu computes in float32 alone, on the adapter that
 * MSAFEEDIT_DAWN chooses. --model measures another model's speed too, such as hf:meta-llama/Llama-2-7b-chat-hf or what
 * random_model.py writes, and one edit's share of a study, beside what `modelCost` counts. --only-models leaves the rest out.
 * --quick does less of everything; `--device cpu --quick` tries the script without a card. torch_speed.py measures the same with
 * transformers.
 * Exits with 1 where a result is wrong.
 */
import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { machine } from './machine.mjs';
import { demoParity, tinyParity } from './parity.mjs';
import { share } from './share.mjs';
import { speed } from './speed.mjs';
import { loadCausalLM } from '../../packages/runtime/dist/index.js';
import { setupDemoModel } from '../../packages/runtime/dist/setup/index.js';

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'tensorflow' },
    device: { type: 'string', default: 'gpu' },
    dtype: { type: 'string', multiple: true },
    model: { type: 'string', multiple: true, default: [] },
    json: { type: 'string' },
    'only-models': { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});
const { engine, device, quick } = values;
const dtypes = values.dtype ?? (engine === 'tensorflow' ? ['float32', 'bfloat16'] : ['float32']);
const report = { machine: await machine(device), parity: [], speed: [] };
const say = (line = '') => console.log(line);

say(`Machine   ${report.machine.processor}, ${report.machine.cores} cores, ${report.machine.memoryGB} GB`);
for (const card of report.machine.cards) say(`Card      ${card}`);

const load = (source, dtype) =>
  loadCausalLM(source, { engine, device, dtype, onWarning: (line) => say(`warning: ${line}`) });

for (const dtype of values['only-models'] ? [] : dtypes) {
  say(`\n${dtype}: parity with transformers, torch and EasyEdit in float32`);
  const checks = [];
  const note = (check) => {
    say(`${check.isRight ? '  ok    ' : '  WRONG '} ${check.name}: ${check.detail}`);
    checks.push(check);
  };
  for await (const check of tinyParity((source) => load(source, dtype), dtype)) note(check);
  const model = await load((await setupDemoModel()).file, dtype);
  report.machine.engine = model.engineDescription;
  for await (const check of demoParity(model, dtype, quick)) note(check);
  report.parity.push({ dtype, checks });

  say(`\n${dtype}: speed on ${model.engineDescription}`);
  const measured = await speed(model, quick, say);
  report.speed.push({ dtype, model: 'smollm2-135m', ...measured });
  model.dispose();
}
for (const source of values.model)
  for (const dtype of dtypes) {
    say(`\n${source} in ${dtype}`);
    try {
      const start = performance.now();
      const model = await load(source, dtype);
      report.machine.engine = model.engineDescription;
      const loading = (performance.now() - start) / 1000;
      say(`  loading: ${loading.toFixed(1)} s`);
      const measured = await speed(model, quick, say);
      report.speed.push({
        dtype,
        model: source,
        loading,
        ...measured,
        ...(!quick && { share: await share(model, say) }),
      });
      model.dispose();
    } catch (error) {
      say(`  ${error.message}`); // such as a model that doesn't fit in float32
      report.speed.push({ dtype, model: source, error: error.message });
    }
  }

const wrong = report.parity.flatMap(({ checks }) => checks).filter(({ isRight }) => !isRight);
say(wrong.length === 0 ? '\nEvery result is right.' : `\n${wrong.length} results are wrong.`);
if (values.json) {
  writeFileSync(
    values.json,
    `${JSON.stringify({ date: new Date().toISOString(), ...report }, undefined, 2)}\n`,
  );
  say(`Written: ${values.json}`);
}
process.exitCode = wrong.length === 0 ? 0 : 1;
