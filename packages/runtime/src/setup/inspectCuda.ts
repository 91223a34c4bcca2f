import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CardSearch, findCards, visibleCards } from './findCards.js';
import type { SetupCheck } from './SetupCheck.js';
import { probeCard } from './probeCard.js';
import { findCudaTensorflow } from './setupTensorflow.js';
import type { InstalledTensorflow } from './tensorflowFolder.js';

/** What TensorFlow opens at run time, all of it in NVIDIA's wheels. */
const libraries = [
  'libcudart.so.12',
  'libcublas.so.12',
  'libcublasLt.so.12',
  'libcudnn.so.9',
  'libcufft.so.11',
  'libcusolver.so.11',
  'libcusparse.so.12',
  'libcupti.so.12',
  'libnvJitLink.so.12',
];

/**
 * Looks at graphics cards and at what TensorFlow needs for them.
 * @param folder where set-up puts CUDA's libraries; undefined where this platform has no set-up for cards
 */
export async function inspectCuda(folder: string | undefined): Promise<SetupCheck[]> {
  const search = await findCards();
  const installed = findCudaTensorflow();
  const checks = [cards(search, installed !== undefined)];
  if (folder === undefined) return checks;
  const there = await libraryNames(folder);
  if (there.length === 0) return checks;
  checks.push(cudaLibraries(there, folder));
  if (installed) checks.push(await product(installed, search));
  return checks;
}

function cards({ cards, problem, fix }: CardSearch, isSetUp: boolean): SetupCheck {
  const name = 'Graphics card';
  if (problem !== undefined) {
    const detail = `none to be used: ${problem}; TensorFlow computes on the processor`;
    if (fix !== undefined) return { name, status: 'warning', detail, fix };
    return { name, status: isSetUp ? 'warning' : 'ok', detail };
  }
  const limit = process.env['CUDA_VISIBLE_DEVICES'];
  const visible = visibleCards(cards, limit);
  const detail = cards
    .map(({ name: card, memory, computeCapability, driver, index }) => {
      const gigabytes = (memory / 1e9).toFixed(0);
      const seen = visible.some((each) => each.index === index) ? '' : ' (hidden by CUDA_VISIBLE_DEVICES)';
      return `${card}, ${gigabytes} GB, compute capability ${computeCapability}, driver ${driver}${seen}`;
    })
    .join('; ');
  if (isSetUp) return { name, status: 'ok', detail };
  return {
    name,
    status: 'warning',
    detail,
    fix: 'to compute on it, run: npx msafeedit setup tensorflow --gpu',
  };
}

function cudaLibraries(there: readonly string[], folder: string): SetupCheck {
  const name = 'CUDA and cuDNN';
  const missing = libraries.filter((library) => !there.includes(library));
  if (missing.length === 0)
    return { name, status: 'ok', detail: `${libraries.length} libraries in ${folder}` };
  return {
    name,
    status: 'missing',
    detail: `${missing.join(', ')} missing in ${folder}`,
    fix: 'run: npx msafeedit setup tensorflow --gpu',
  };
}

async function product(installed: InstalledTensorflow, { cards }: CardSearch): Promise<SetupCheck> {
  const name = 'TensorFlow for CUDA';
  const { onCard, milliseconds, reason } = await probeCard(installed);
  const time = milliseconds === undefined ? '' : ` in ${milliseconds.toFixed(1)} ms`;
  if (onCard) return { name, status: 'ok', detail: `a product of 2,048 x 2,048 on the card${time}` };
  const version = `TensorFlow ${installed.tensorflowVersion} loads`;
  if (visibleCards(cards, process.env['CUDA_VISIBLE_DEVICES']).length === 0)
    return { name, status: 'ok', detail: `${version}, and computes on the processor where there is no card` };
  return {
    name,
    status: 'warning',
    detail: `${version}, but does not use the card: ${reason ?? 'it does not say why'}`,
    fix: 'compare the driver with what CUDA 12 needs (525.60 or newer), then run: npx msafeedit setup tensorflow --gpu',
  };
}

async function libraryNames(folder: string): Promise<string[]> {
  const packages = await readdir(folder).catch(() => []);
  const names = await Promise.all(packages.map((each) => readdir(join(folder, each, 'lib')).catch(() => [])));
  return names.flat();
}
