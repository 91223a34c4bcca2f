import { mkdtempSync, rmSync } from 'node:fs';
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

  it('says what nvidia-smi says where it fails', async () => {
    const line = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.";
    fakeNvidiaSmi(folder, [line], 9);
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
    fakeNvidiaSmi(folder, [`0, GPU-1, NVIDIA A10, ${driver}, 8.6, 23028`]);
    const search = await findCards();
    expect(search.cards).toHaveLength(tooOld ? 0 : 1);
    if (!tooOld) return;
    expect(search.problem).toBe(`NVIDIA A10 has the driver ${driver}, which is too old for CUDA 12`);
    expect(search.fix).toBe('install NVIDIA’s driver 525.60 or newer');
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
