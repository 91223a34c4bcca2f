import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { failure } from '../../../test/failure.js';
import { fakeNvidiaSmi, twoCards } from '../../../test/setup/fakeNvidiaSmi.js';
import { tinyFolder } from '../../../test/tinyGoldens.js';
import { loadCausalLM } from '../../index.js';
import { cudaRecipe } from '../../setup/artifacts.js';
import { setupTensorflow } from '../../setup/index.js';
import { openTensorflow } from './openTensorflow.js';

vi.setConfig({ testTimeout: 60_000 });

describe('a device', () => {
  it('is one of those that there are', async () => {
    for (const device of ['tpu', 'gpu:', 'gpu:-1', 'gpu1', ''] as const)
      expect(await failure(() => openTensorflow({ device: device as 'gpu' }))).toMatchObject({
        code: 'input',
        message: `There is no device "${device}"; there are auto, cpu, gpu and gpu:0, gpu:1, ….`,
      });
  });

  it('is no card where TensorFlow is not set up for cards, or where the engine has none', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'msafeedit-none-'));
    vi.stubEnv('MSAFEEDIT_CACHE', empty);
    expect(await failure(() => openTensorflow({ device: 'gpu' }))).toMatchObject({
      code: 'setup',
      message:
        'TensorFlow is not set up for graphics cards: run: npx msafeedit setup tensorflow --gpu (3.4 GB).',
    });
    const load = (engine: 'auto' | 'wasm') =>
      failure(() => loadCausalLM(tinyFolder('tiny-llama'), { engine, device: 'gpu:1' }));
    expect(await load('auto')).toMatchObject({ code: 'setup' }); // it does not fall back
    expect(await load('wasm')).toMatchObject({
      code: 'input',
      message: 'The wasm engine runs on the processor alone, not on gpu:1.',
    });
    vi.unstubAllEnvs();
    rmSync(empty, { recursive: true });
  });
});

/** Set up for cards as far as anybody can see, with the processor's library; there is no card in this machine's tests. */
describe('with TensorFlow set up for cards', () => {
  let root: string;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'msafeedit-devices-'));
    const recipe = cudaRecipe('linux-x64')!;
    const folder = join(root, 'tensorflow', recipe.folderName);
    mkdirSync(join(folder, 'tensorflow'), { recursive: true });
    const { addon } = await setupTensorflow();
    const bytes: Record<string, number> = {};
    for (const name of readdirSync(dirname(addon)).filter((each) => each !== 'installed.json')) {
      cpSync(join(dirname(addon), name), join(folder, 'tensorflow', name), { mode: 0 });
      bytes[`tensorflow/${basename(name)}`] = statSync(join(folder, 'tensorflow', name)).size;
    }
    writeFileSync(join(folder, 'installed.json'), JSON.stringify({ build: recipe.build, bytes }));
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true, force: true });
  });

  /** Loads a model in a process of its own: a process computes on one device. */
  function load(device: string, env: Record<string, string> = {}): string[] {
    const program = `
      const { loadCausalLM } = await import(process.argv[1]);
      const [, , source, device] = process.argv;
      const say = (line) => console.log(line);
      const load = (device) => loadCausalLM(source, { engine: 'tensorflow', device, onWarning: (line) => say('warning: ' + line) });
      try {
        const model = await load(device);
        say(model.engineDescription + ' ' + process.env.TF_FORCE_GPU_ALLOW_GROWTH + ' ' + process.env.CUDA_VISIBLE_DEVICES);
        await load(device === 'cpu' ? 'auto' : 'cpu').then(() => say('again'), (error) => say(error.code + ': ' + error.message));
      } catch (error) {
        say(error.code + ': ' + error.message);
      }
    `;
    const library = fileURLToPath(new URL('../../../dist/index.js', import.meta.url));
    const args = ['--input-type=module', '-e', program, library, tinyFolder('tiny-llama'), device];
    const inherited = { ...process.env, MSAFEEDIT_CACHE: root };
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...inherited, ...env } });
    return stdout.trim().split('\n');
  }

  it('computes on the processor where there is no driver, and says so', () => {
    const node = dirname(execFileSync('sh', ['-c', 'command -v node'], { encoding: 'utf8' }).trim());
    const [warning, description] = load('auto', { PATH: node });
    expect(warning).toBe(
      'warning: No NVIDIA card can be used: no NVIDIA driver is installed (there is no nvidia-smi), ' +
        'so TensorFlow computes on the processor.',
    );
    expect(description).toMatch(/^TensorFlow \d+\.\d+\.\d+ true -1$/);
    expect(load('gpu', { PATH: node })[0]).toBe(
      'setup: No NVIDIA card can be used: no NVIDIA driver is installed (there is no nvidia-smi).',
    );
  });

  it('names a card that is not there, and one that TensorFlow does not use', () => {
    fakeNvidiaSmi(root, twoCards);
    expect(load('gpu:2')[0]).toBe('setup: There is no card gpu:2: this machine has 2 NVIDIA cards.');
    expect(load('gpu:1', { CUDA_VISIBLE_DEVICES: '1' })[0]).toBe(
      'setup: There is no card gpu:1: this machine has 2 NVIDIA cards, of which CUDA_VISIBLE_DEVICES=1 leaves 1.',
    );
    expect(load('gpu:1')[0]).toMatch(/^setup: TensorFlow does not use the card NVIDIA L4: .+\.$/);
    expect(load('auto')[0]).toMatch(
      /^warning: TensorFlow does not use the card NVIDIA H100 80GB HBM3: .+, so TensorFlow computes on the processor\.$/,
    );
    vi.unstubAllEnvs();
  });

  it('hides all cards on request, and computes on one device in a process', () => {
    fakeNvidiaSmi(root, twoCards);
    const [description, again] = load('cpu');
    expect(description).toMatch(/^TensorFlow \d+\.\d+\.\d+ true -1$/);
    // The variable that hides the cards from the library doesn't hide them from us.
    expect(again).toBe(
      'engine: This process computes with TensorFlow on another device already: start another process for this one.',
    );
    vi.unstubAllEnvs();
  });
});
