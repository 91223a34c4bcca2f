import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { KeptResults } from './KeptResults.js';
import { nodeModule } from './nodeModule.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('nodeModule', () => {
  it('is what an import gives, in Node', () => {
    expect(nodeModule('node:path')).toBe(path);
  });

  it('says what is missing, where there is no Node', async () => {
    vi.stubGlobal('process', undefined);
    expect(() => nodeModule('node:fs')).toThrow(/^node:fs: is a part of Node/);
    await expect(KeptResults.open('kept.jsonl', (value) => typeof value === 'string')).rejects.toMatchObject({
      code: 'no-node',
      canRetry: false,
      endsTheRun: true,
    });
  });

  it('needs none for keys', () => {
    vi.stubGlobal('process', undefined);
    // printf '["a","Đọc"]' | openssl dgst -sha256 -binary | base64, in base64url
    expect(KeptResults.keyOf(['a', 'Đọc'])).toBe('g9BcLyBtTdQ0bNgzuM2zVTr5oF6HnLFioPwR8jDQTA8');
  });
});
