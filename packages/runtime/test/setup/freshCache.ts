import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { FakeRegistries } from './FakeRegistries.js';

/** An empty cache folder below `root`, and an environment that leads to it and to registries that count from zero. */
export function freshCache(root: string, registries: FakeRegistries): string {
  const cache = mkdtempSync(join(root, 'cache-'));
  vi.stubEnv('MSAFEEDIT_CACHE', cache);
  for (const [name, value] of Object.entries(registries.environment(join(root, 'npm'))))
    vi.stubEnv(name, value);
  registries.answer = 'whole';
  registries.fetched.wheel = registries.fetched.tarball = 0;
  return cache;
}
