import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it, vi } from 'vitest';
import { fakeDriver } from '../../test/setup/fakeDriver.js';
import { tinyFolder, tinyGolden } from '../../test/tinyGoldens.js';
import { findCards } from './findCards.js';
import { inspectCuda } from './inspectCuda.js';
import { probeCard } from './probeCard.js';
import { cudaFolder, findCudaTensorflow, setupTensorflow } from './setupTensorflow.js';

const cache = mkdtempSync(join(tmpdir(), 'msafeedit-cuda-'));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true, force: true });
});

/** The real thing: 3.4 GB to fetch. Where there is a card it computes on it, else on the processor, and says so. */
it('sets TensorFlow up for cards, whose library loads and computes', async () => {
  vi.stubEnv('MSAFEEDIT_CACHE', cache);
  const installed = await setupTensorflow({ gpu: true });
  expect(findCudaTensorflow()).toEqual(installed);
  expect(readdirSync(join(cache, 'downloads'))).toEqual([]);
  const checks = Object.fromEntries((await inspectCuda(cudaFolder())).map((check) => [check.name, check]));
  expect(checks['CUDA and cuDNN']).toMatchObject({ status: 'ok' });
  const { cards } = await findCards();
  expect((await probeCard(installed)).onCard).toBe(cards.length > 0);

  const program = `
    const { loadCausalLM } = await import(process.argv[1]);
    const warnings = [];
    const model = await loadCausalLM(process.argv[2], { engine: 'tensorflow', onWarning: (line) => warnings.push(line) });
    const answers = await model.generate(JSON.parse(process.argv[3]), { maxNewTokens: 24 });
    console.log(JSON.stringify({ device: model.engineDescription, warnings, tokens: answers.map((answer) => answer.tokens) }));
  `;
  const library = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
  const { prompts, greedy_new_tokens } = await tinyGolden('tiny-llama');
  const args = [
    '--input-type=module',
    '-e',
    program,
    library,
    tinyFolder('tiny-llama'),
    JSON.stringify(prompts),
  ];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const { device, warnings, tokens } = JSON.parse(stdout) as Record<'device', string> & {
    warnings: string[];
    tokens: number[][];
  };
  expect(tokens).toEqual(greedy_new_tokens);
  if (cards.length > 0) expect(device).toContain(` on ${cards[0]!.name}`);
  else
    expect(warnings).toEqual([
      expect.stringMatching(/^No NVIDIA card can be used: .+, so TensorFlow computes on the processor\.$/),
    ]);
}, 1_800_000);

const opened = [
  'libcublas.so.12',
  'libcublasLt.so.12',
  'libcuda.so.1',
  'libcudart.so.12',
  'libcudnn.so.9',
  'libcufft.so.11',
  'libcusolver.so.11',
  'libcusparse.so.12',
  'libnvidia-ml.so.1',
];

/** A driver of ours says that there is a card: TensorFlow then opens all that it needs before it would compute. */
it('installs each library where TensorFlow looks for it, and says which one is missing', async () => {
  vi.stubEnv('MSAFEEDIT_CACHE', cache);
  const { addon } = await setupTensorflow({ gpu: true });
  vi.stubEnv('LD_LIBRARY_PATH', fakeDriver(cache));
  const { stderr } = spawnSync(process.execPath, ['-e', `require(${JSON.stringify(addon)})`], {
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '0', TF_CPP_VMODULE: 'dso_loader=1' },
  });
  expect(stderr).not.toContain('Could not load');
  const names = [...stderr.matchAll(/Successfully opened dynamic library (\S+)/g)].map(([, name]) => name);
  expect([...new Set(names)].sort()).toEqual(opened);

  for (const path of ['cudnn/lib/libcudnn.so.9', 'cusolver/lib/libcusolver.so.11']) {
    const library = join(cudaFolder()!, path);
    renameSync(library, `${library}.gone`);
    expect((await probeCard({ addon })).reason).toContain(
      `Could not load dynamic library '${basename(path)}'`,
    );
    renameSync(`${library}.gone`, library);
  }
}, 1_800_000);
