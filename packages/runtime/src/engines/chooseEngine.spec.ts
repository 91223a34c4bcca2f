import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseEngine } from './chooseEngine.js';

const small = 2 ** 20;
const large = 8 * 2 ** 30;

describe('chooseEngine', () => {
  it('gives TensorFlow where it is set up', async () => {
    const engine = await chooseEngine({ weightBytes: small });
    expect(engine.name).toBe('tensorflow');
    expect(engine.description).toMatch(/^TensorFlow \d/);
  });

  it.each(['wasm', 'cpu'] as const)('gives %s where it is asked for', async (name) => {
    expect((await chooseEngine({ engine: name, weightBytes: large })).name).toBe(name);
  });

  describe('on a machine without Python and with an empty cache', () => {
    let empty: string;
    beforeEach(() => {
      empty = mkdtempSync(join(tmpdir(), 'msafeedit-empty-'));
      vi.stubEnv('MSAFEEDIT_CACHE', empty);
      vi.stubEnv('PATH', empty);
    });
    afterEach(() => {
      vi.unstubAllEnvs();
      rmSync(empty, { recursive: true, force: true });
    });

    it('falls back to wasm for a small model and says why in one line', async () => {
      const warnings: string[] = [];
      const engine = await chooseEngine({ weightBytes: small, onWarning: (line) => warnings.push(line) });
      expect(engine.name).toBe('wasm');
      expect(warnings).toEqual([
        expect.stringMatching(/^The tensorflow engine can't be used, so wasm runs.*Python/),
      ]);
      expect(warnings[0]).not.toContain('\n');
    });

    it('refuses a model that is too large for wasm', async () => {
      await expect(chooseEngine({ weightBytes: large })).rejects.toMatchObject({
        code: 'setup',
        message: expect.stringMatching(/Python.*too large for the wasm engine/) as string,
      });
    });

    it('refuses where TensorFlow was asked for', async () => {
      await expect(chooseEngine({ engine: 'tensorflow', weightBytes: small })).rejects.toMatchObject({
        code: 'setup',
      });
    });
  });
});
