import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeNvidiaSmi, twoCards } from '../../test/setup/fakeNvidiaSmi.js';
import { findCards, visibleCards } from './findCards.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'msafeedit-cards-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('findCards', () => {
  it('reads what nvidia-smi tells of each card', async () => {
    fakeNvidiaSmi(folder, twoCards);
    expect(await findCards()).toEqual({
      cards: [
        {
          index: 0,
          uuid: 'GPU-11111111-aaaa',
          name: 'NVIDIA H100 80GB HBM3',
          driver: '550.54.15',
          computeCapability: '9.0',
          memory: 81559 * 2 ** 20,
        },
        {
          index: 1,
          uuid: 'GPU-22222222-bbbb',
          name: 'NVIDIA L4',
          driver: '550.54.15',
          computeCapability: '8.9',
          memory: 23034 * 2 ** 20,
        },
      ],
    });
  });

  it('says that there is no driver', async () => {
    vi.stubEnv('PATH', folder);
    expect(await findCards()).toEqual({
      cards: [],
      problem: 'no NVIDIA driver is installed (there is no nvidia-smi)',
    });
  });

  it.each([
    ['NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024', '550.54.15'],
    ['NVIDIA UNIX Open Kernel Module for x86_64  580.159.04  Release Build  (root@b)', '580.159.04'],
    ['NVIDIA UNIX x86_64 Kernel Module  535.98  Wed Jul 26 17:10:00 UTC 2023', '535.98'],
  ])('tells a driver without nvidia-smi from none: %s', async (line, driver) => {
    vi.stubEnv('PATH', folder);
    const file = join(folder, 'version');
    writeFileSync(file, `NVRM version: ${line}\nGCC version:  gcc version 12.2.0 (Debian 12.2.0-14)\n`);
    expect(await findCards(undefined, file)).toEqual({
      cards: [],
      problem: `NVIDIA’s driver ${driver} runs, but there is no nvidia-smi to ask which cards there are`,
      fix: expect.stringContaining('NVIDIA_DRIVER_CAPABILITIES') as string,
    });
  });

  it('says what nvidia-smi says where it fails', async () => {
    const line = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.";
    fakeNvidiaSmi(folder, [line], { exit: 9 });
    const search = await findCards();
    expect(search).toMatchObject({ cards: [], problem: `nvidia-smi says: ${line}` });
    expect(search.fix).toContain('driver');
  });

  it.each([
    ['525.59.99', true],
    ['470.161.03', true],
    ['525.60.13', false],
    ['580.65.06', false],
  ])('finds the driver %s too old: %s', async (driver, tooOld) => {
    for (const knowsCapability of [true, false]) {
      fakeNvidiaSmi(folder, [`0, GPU-1, NVIDIA A10, ${driver}, 23028${knowsCapability ? ', 8.6' : ''}`], {
        knowsCapability,
      });
      const search = await findCards();
      if (tooOld)
        expect(search).toEqual({
          cards: [],
          problem: `NVIDIA A10 has the driver ${driver}, which is too old for CUDA 12`,
          fix: 'install NVIDIA’s driver 525.60 or newer',
        });
      else
        expect(search.cards).toMatchObject([
          { memory: 23028 * 2 ** 20, computeCapability: knowsCapability ? '8.6' : 'unknown' },
        ]);
    }
  });

  it('says that there is no card', async () => {
    fakeNvidiaSmi(folder, []);
    expect(await findCards()).toEqual({ cards: [], problem: 'nvidia-smi names no card' });
  });
});

describe('visibleCards', () => {
  it.each<[string | undefined, string[]]>([
    [undefined, ['NVIDIA H100 80GB HBM3', 'NVIDIA L4']],
    ['0', ['NVIDIA H100 80GB HBM3']],
    ['1, 0', ['NVIDIA L4', 'NVIDIA H100 80GB HBM3']],
    ['GPU-2222', ['NVIDIA L4']],
    ['1,7,0', ['NVIDIA L4']], // CUDA stops at the first that isn't there
    ['', []],
    ['-1', []],
    ['none', []],
  ])('are those that CUDA_VISIBLE_DEVICES=%s leaves', async (visible, names) => {
    fakeNvidiaSmi(folder, twoCards);
    const { cards } = await findCards();
    const left = visibleCards(cards, visible);
    expect(left.map(({ name }) => name)).toEqual(names);
    if (visible !== undefined)
      expect(left.map(({ id }) => id).join()).toBe(
        left.length > 0 ? visible.split(/, ?/).slice(0, left.length).join() : '',
      );
  });
});
