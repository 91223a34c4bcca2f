import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { setupDemoModel } from '../setup/index.js';
import { machineMemory } from './batchBudget.js';

/**
 * Does one thing with a model in a process of its own; prints the most resident memory that it took beside the weights, and
 * what was predicted. The peak is counted anew (/proc/self/clear_refs, 5) once the library and the weights are there.
 */
const program = `
  const { readFileSync, writeFileSync } = await import('node:fs');
  const [, root, source, dtype, tiny, what, ...sizes] = process.argv;
  const { loadCausalLM } = await import(root + 'index.js');
  const { modelMemory } = await import(root + 'memory/modelMemory.js');
  const status = (name) => 1024 * Number(new RegExp(name + ':\\\\s+(\\\\d+)').exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  const settled = async () => {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 200));
  };
  const small = await loadCausalLM(tiny, { engine: 'tensorflow', dtype });
  await small.generate(['warm'], { maxNewTokens: 2 }); // the library's own buffers
  small.dispose();
  const model = await loadCausalLM(source, { engine: 'tensorflow', dtype });
  const [a, b, c] = sizes.map(Number);
  const ids = (count) => Array.from({ length: count }, (_, index) => 100 + ((index * 37) % 20000));
  await settled();
  writeFileSync('/proc/self/clear_refs', '5');
  const before = status('VmRSS');
  let predicted;
  if (what === 'answer') {
    const text = model.tokenizer.decode(ids(b));
    const length = model.encodePrompt(text, 'raw').length;
    let rows = 0;
    await model.generate(Array(a).fill(text), { maxNewTokens: c, onBatch: (batch) => (rows = Math.max(rows, batch.rows)) });
    predicted = modelMemory(model.config, model.dtype).answering({ rows, length, newTokens: c }).total;
  } else {
    const trainer = await model.trainDownProj(c);
    const pass = trainer.cache([ids(a - 100), ids(100)]);
    const rows = Array.from({ length: b }, (_, index) => a - 101 - index);
    for (let step = 0; step < 2; step++)
      await trainer.step({ pass, targets: { rows, labels: ids(b) }, nllFactor: 1, learningRate: 1e-4 });
    predicted = modelMemory(model.config, model.dtype).editing({ layer: c, tokens: a, targets: b }).total;
  }
  console.log(JSON.stringify({ measured: status('VmHWM') - before, predicted }));
`;

it.each([
  ['float32', 'answering 12 prompts of 300 tokens', ['answer', 12, 300, 24]],
  ['bfloat16', 'answering 12 prompts of 300 tokens', ['answer', 12, 300, 24]],
  ['float32', 'answering 2 prompts of 1100 tokens', ['answer', 2, 1100, 3]],
  ['float32', 'answering 2 prompts of 1800 tokens', ['answer', 2, 1800, 3]],
  ['bfloat16', 'answering 2 prompts of 1100 tokens', ['answer', 2, 1100, 3]],
  ['float32', 'an edit of layer 20 over 500 tokens', ['edit', 500, 100, 20]],
  ['bfloat16', 'an edit of layer 20 over 500 tokens', ['edit', 500, 100, 20]],
] as const)(
  'in %s, %s takes what is predicted',
  async (dtype, _what, sizes) => {
    const { file } = await setupDemoModel();
    const root = fileURLToPath(new URL('../../dist/', import.meta.url));
    const tiny = fileURLToPath(new URL('../../test/fixtures/goldens/tiny-llama', import.meta.url));
    const args = [
      '--expose-gc',
      '--input-type=module',
      '-e',
      program,
      root,
      file,
      dtype,
      tiny,
      ...sizes.map(String),
    ];
    // One arena, so that glibc gives back what loading has freed.
    const env = { ...process.env, MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' };
    const { measured, predicted } = JSON.parse(
      execFileSync(process.execPath, args, { encoding: 'utf8', env }),
    ) as {
      measured: number;
      predicted: number;
    };
    expect(predicted / measured).toBeGreaterThan(0.85);
    expect(predicted / measured).toBeLessThan(1.3);
  },
  120_000,
);

it('knows the memory of this machine', () => {
  const kilobytes = Number(
    execFileSync('sh', ['-c', "awk '/MemTotal/ { print $2 }' /proc/meminfo"], { encoding: 'utf8' }),
  );
  expect(machineMemory()).toBeLessThanOrEqual(1024 * kilobytes);
  expect(machineMemory()).toBeGreaterThan(2 ** 28);
});
