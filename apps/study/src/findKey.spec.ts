import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeContext } from '../test/fakeContext.js';
import { findKey, requireKey } from './findKey.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'key-'))));
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const context = (env: NodeJS.ProcessEnv) => ({ ...fakeContext().context, env, folder });

describe('findKey', () => {
  it('takes the environment before .env', () => {
    writeFileSync(join(folder, '.env'), '# keys\nA_KEY="from file"\nexport B_KEY=b\n');
    expect(findKey(context({ A_KEY: 'from environment' }), 'A_KEY')).toBe('from environment');
    expect(findKey(context({ A_KEY: '' }), 'A_KEY')).toBe('from file');
    expect(findKey(context({}), 'B_KEY')).toBe('b');
    expect(findKey(context({}), 'C_KEY')).toBeUndefined();
  });

  it('does without .env, and says where a missing key belongs', () => {
    expect(findKey(context({}), 'A_KEY')).toBeUndefined();
    expect(() => requireKey(context({}), 'A_KEY')).toThrow(
      'The key A_KEY is missing. Set it in the environment, or write A_KEY=… into a file .env in this folder.',
    );
  });
});
