import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { setupDemoModel } from './setup/index.js';

/** Loads a model in a process of its own, and prints by how much its resident memory grew, in kB. */
const program = `
  const { readFileSync } = await import('node:fs');
  const [, library, source, dtype, tiny] = process.argv;
  const { loadCausalLM } = await import(library);
  const resident = async () => {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 200)); // arrays are let go in the background
    return Number(/VmRSS:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  };
  (await loadCausalLM(tiny, { engine: 'tensorflow' })).dispose(); // loads TensorFlow itself
  const before = await resident();
  const model = await loadCausalLM(source, { engine: 'tensorflow', dtype });
  console.log((await resident()) - before);
  model.dispose();
`;

it('takes half the memory for weights', async () => {
  const { file } = await setupDemoModel();
  const library = fileURLToPath(new URL('../dist/index.js', import.meta.url));
  const tiny = fileURLToPath(new URL('../test/fixtures/goldens/tiny-llama', import.meta.url));
  const measure = (dtype: string): number => {
    const args = ['--expose-gc', '--input-type=module', '-e', program, library, file, dtype, tiny];
    // One arena, so that glibc gives back what loading has freed, and what is left is what the model takes.
    const env = { ...process.env, MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' };
    return Number(execFileSync(process.execPath, args, { encoding: 'utf8', env }));
  };
  const [float32, float16, bfloat16] = [measure('float32'), measure('float16'), measure('bfloat16')];
  const weights = (134_515_008 * 4) / 1024; // SmolLM2-135M in float32, kB
  for (const half of [float16, bfloat16])
    expect(Math.abs((float32 - half) / (weights / 2) - 1)).toBeLessThan(0.1);
}, 120_000);
