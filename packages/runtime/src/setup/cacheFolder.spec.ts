import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cacheFolder } from './cacheFolder.js';

const platform = Object.getOwnPropertyDescriptor(process, 'platform')!;

function onPlatform(name: NodeJS.Platform): void {
  Object.defineProperty(process, 'platform', { ...platform, value: name });
}

afterEach(() => {
  Object.defineProperty(process, 'platform', platform);
  vi.unstubAllEnvs();
});

describe('cacheFolder', () => {
  it('is what MSAFEEDIT_CACHE says, as an absolute path', () => {
    vi.stubEnv('MSAFEEDIT_CACHE', 'somewhere');
    expect(cacheFolder()).toBe(resolve('somewhere'));
  });

  it("is else in the user's cache folder, as each system has it", () => {
    vi.stubEnv('MSAFEEDIT_CACHE', '');
    onPlatform('linux');
    vi.stubEnv('XDG_CACHE_HOME', '');
    expect(cacheFolder()).toBe(join(homedir(), '.cache', 'msafeedit'));
    vi.stubEnv('XDG_CACHE_HOME', '/xdg');
    expect(cacheFolder()).toBe(join('/xdg', 'msafeedit'));
    onPlatform('darwin');
    expect(cacheFolder()).toBe(join(homedir(), 'Library', 'Caches', 'msafeedit'));
    onPlatform('win32');
    vi.stubEnv('LOCALAPPDATA', join('/', 'local'));
    expect(cacheFolder()).toBe(join('/', 'local', 'msafeedit'));
  });
});
