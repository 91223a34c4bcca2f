import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeNvidiaSmi, twoCards } from '../../test/setup/fakeNvidiaSmi.js';
import { inspectCuda } from './inspectCuda.js';
import { probeCard } from './probeCard.js';
import { setupTensorflow } from './setupTensorflow.js';

vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'msafeedit-cuda-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const files = {
  cublas: ['libcublas.so.12', 'libcublasLt.so.12'],
  cuda_cupti: ['libcupti.so.12'],
  cuda_runtime: ['libcudart.so.12'],
  cudnn: ['libcudnn.so.9'],
  cufft: ['libcufft.so.11'],
  cusolver: ['libcusolver.so.11'],
  cusparse: ['libcusparse.so.12'],
  nvjitlink: ['libnvJitLink.so.12'],
};

/** Folders as NVIDIA's wheels unpack, with empty libraries. */
function makeLibraries(): void {
  for (const [name, libraries] of Object.entries(files)) {
    mkdirSync(join(folder, name, 'lib'), { recursive: true });
    for (const library of libraries) writeFileSync(join(folder, name, 'lib', library), '');
  }
}

it('says nothing but that there is no card on a machine without one, as long as nothing is set up for it', async () => {
  vi.stubEnv('PATH', folder);
  expect(await inspectCuda(folder)).toEqual([
    {
      name: 'Graphics card',
      status: 'ok',
      detail:
        'none to be used: no NVIDIA driver is installed (there is no nvidia-smi); TensorFlow computes on the processor',
    },
  ]);
});

it('tells of cards, hidden ones too, and how to compute on them', async () => {
  vi.stubEnv('MSAFEEDIT_CACHE', folder);
  vi.stubEnv('CUDA_VISIBLE_DEVICES', '1');
  fakeNvidiaSmi(folder, twoCards);
  const [card] = await inspectCuda(folder);
  expect(card).toEqual({
    name: 'Graphics card',
    status: 'warning',
    detail:
      'NVIDIA H100 80GB HBM3, 86 GB, compute capability 9.0, driver 550.54.15 (hidden by CUDA_VISIBLE_DEVICES); ' +
      'NVIDIA L4, 24 GB, compute capability 8.9, driver 550.54.15',
    fix: 'to compute on it, run: npx msafeedit setup tensorflow --gpu',
  });
});

it('gives the fix for a driver that is too old', async () => {
  fakeNvidiaSmi(folder, ['0, GPU-1, Tesla K80, 470.82.01, 11441'], { knowsCapability: false });
  const [card] = await inspectCuda(undefined);
  expect(card).toMatchObject({
    status: 'warning',
    detail: expect.stringContaining('470.82.01, which is too old for CUDA 12') as string,
    fix: 'install NVIDIA’s driver 525.60 or newer',
  });
});

it('names the libraries that are missing', async () => {
  vi.stubEnv('PATH', folder);
  makeLibraries();
  expect((await inspectCuda(folder))[1]).toEqual({
    name: 'CUDA and cuDNN',
    status: 'ok',
    detail: `9 libraries in ${folder}`,
  });
  unlinkSync(join(folder, 'cudnn/lib/libcudnn.so.9'));
  rmSync(join(folder, 'cusparse'), { recursive: true });
  expect((await inspectCuda(folder))[1]).toEqual({
    name: 'CUDA and cuDNN',
    status: 'missing',
    detail: `libcudnn.so.9, libcusparse.so.12 missing in ${folder}`,
    fix: 'run: npx msafeedit setup tensorflow --gpu',
  });
});

it('computes a product where there is no card, and says that it was not on one', async () => {
  expect(await probeCard(await setupTensorflow())).toEqual({ onCard: false, reason: 'it does not say why' });
  const broken = join(folder, 'broken.node');
  writeFileSync(broken, 'no library');
  expect(await probeCard({ addon: broken })).toEqual({
    onCard: false,
    reason: expect.stringContaining(broken) as string,
  });
});

/** What TensorFlow 2.21 for CUDA wrote where the driver's or a CUDA library was not to be found. */
const recorded = (library: string): string =>
  [
    'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR',
    'I0000 00:00:1795819432.297063   27081 dso_loader.cc:133] Successfully opened dynamic library libcublasLt.so.12',
    `I0000 00:00:1795819432.316292   27081 dso_loader.cc:144] Could not load dynamic library '${library}'; dlerror: ${library}: cannot open shared object file: No such file or directory; LD_LIBRARY_PATH: /usr/lib`,
    'W0000 00:00:1795819432.344735   27081 gpu_device.cc:2365] Cannot dlopen some GPU libraries. Please make sure …',
    'Skipping registering GPU devices...',
  ].join('\n');

it('gives the line in which TensorFlow names the library that it could not open', async () => {
  const addon = join(folder, 'addon.cjs');
  const told = JSON.stringify(recorded('libcusolver.so.11'));
  writeFileSync(
    addon,
    `if (process.env.TF_CPP_VMODULE === 'dso_loader=1') console.error(${told});
     exports.createTensor = () => 0;
     exports.executeOp = () => [{ id: 1 }];
     exports.tensorDataSync = () => [512];
     exports.isUsingGpuDevice = () => false;`,
  );
  expect(await probeCard({ addon })).toEqual({
    onCard: false,
    reason:
      "Could not load dynamic library 'libcusolver.so.11'; dlerror: libcusolver.so.11: cannot open shared object file: No such file or directory",
  });
});
