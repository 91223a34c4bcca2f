import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inspectSetup } from './inspectSetup.js';
import type { SetupCheck } from './SetupCheck.js';
import { tryAddon } from './tryAddon.js';

vi.setConfig({ testTimeout: 30_000 });

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'msafeedit-inspect-'));
  vi.stubEnv('MSAFEEDIT_CACHE', join(folder, 'cache'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function inspect(): Promise<Record<string, SetupCheck>> {
  return Object.fromEntries((await inspectSetup()).map((check) => [check.name, check]));
}

describe('inspectSetup', () => {
  it('tells what a machine before its set-up has and lacks', async () => {
    const checks = await inspect();
    expect(checks['Node']).toEqual({
      name: 'Node',
      status: 'ok',
      detail: expect.stringContaining(process.version) as string,
    });
    expect(checks['Cache folder']?.detail).toMatch(/cache, \d+\.\d GB free$/);
    expect(checks['Python and pip']).toMatchObject({ status: 'ok' });
    expect(checks['Demo model']).toMatchObject({ status: 'missing', detail: 'not installed' });
    expect(checks['TensorFlow engine']?.status).not.toBe('ok');
    expect(checks['Memory']?.detail).toMatch(/^\d+\.\d GB, \d+\.\d GB free$/);
    expect(checks['Cores']?.detail).toMatch(/^\d+ \(/);
    for (const { status, fix } of Object.values(checks)) if (status === 'missing') expect(fix).toBeTruthy();
  });

  it('gives the fix for missing tools and a cache folder that is none', async () => {
    writeFileSync(join(folder, 'file'), '');
    vi.stubEnv('MSAFEEDIT_CACHE', join(folder, 'file'));
    vi.stubEnv('PATH', folder);
    const checks = await inspect();
    expect(checks['Cache folder']).toMatchObject({
      status: 'missing',
      fix: expect.stringContaining('MSAFEEDIT_CACHE') as string,
    });
    expect(checks['Python and pip']).toMatchObject({
      status: 'missing',
      detail: 'No Python 3 with pip was found on the PATH',
      fix: expect.stringMatching(/^install it \(Debian/) as string,
    });
    // Neither is TensorFlow installed, nor was an addon prebuilt for a clone.
    expect(checks['C++ compiler']).toMatchObject({
      status: 'missing',
      detail: 'No C++ compiler was found on the PATH',
    });
  });
});

describe('tryAddon', () => {
  it('says why an addon does not load', async () => {
    const addon = join(folder, 'broken.node');
    writeFileSync(addon, 'not a library');
    const trial = await tryAddon(addon);
    expect(trial).toEqual({ loads: false, reason: expect.stringContaining(addon) as string });
  });
});
