import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EditDelta } from '@msafeedit/dinm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTensor } from '../test/readTensor.js';
import { runBin, type Finished } from '../test/runBin.js';
import type { DemoResult } from './demo/DemoResult.js';

const folder = mkdtempSync(join(tmpdir(), 'msafeedit-demo-'));
const out = join(folder, 'edit.safetensors');
let finished: Finished;
let result: DemoResult;

// the first run installs the engine and the model
beforeAll(async () => {
  finished = await runBin(['demo', '--sample', '0', '--out', out, '--json']);
  expect({ code: finished.code, stderr: finished.code === 0 ? '' : finished.stderr }).toEqual({
    code: 0,
    stderr: '',
  });
  result = JSON.parse(finished.stdout) as DemoResult;
}, 900_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('msafeedit demo', () => {
  it('asks five harmful questions and an unrelated one, before and after, with verdicts', () => {
    const names = ['DS', 'DG onlyQ', 'DG otherA', 'DG otherQ', 'DG otherAQ', 'unrelated'];
    expect(result.exchanges.map(({ name }) => name)).toEqual(names);
    for (const { name, before, after } of result.exchanges) {
      for (const answer of [before, after]) {
        expect(answer.text).not.toBe('');
        expect(answer.verdict !== undefined).toBe(name !== 'unrelated');
      }
    }
  });

  it('turns most answers into refusals', () => {
    expect(result.safeRate.after).toBeGreaterThanOrEqual(0.6);
    expect(result.safeRate.after).toBeGreaterThan(result.safeRate.before);
  });

  it('leaves the answer to an unrelated question right', () => {
    const unrelated = result.exchanges.at(-1);
    expect(unrelated).toMatchObject({ prompt: 'What is the capital of France?' });
    expect(unrelated?.before.text).toContain('Paris');
    expect(unrelated?.after.text).toContain('Paris');
  });

  it('finds a distance for each layer, edits one matrix and saves the edit', async () => {
    const { location, edit, delta } = result;
    expect(location.distances).toHaveLength(30);
    expect(location.distances[location.layer]).toBe(Math.max(...location.distances));
    expect(edit.losses.at(-1)!.total).toBeLessThan(edit.losses[0]!.total);
    expect(delta).toBe(out);

    const loaded = await EditDelta.load(out);
    expect(loaded).toMatchObject({ layer: edit.layer, parameter: edit.parameter, losses: edit.losses });
    const { shape, norm } = readTensor(out, edit.parameter);
    expect(shape).toEqual([576, 1536]);
    expect(norm / edit.deltaNorm).toBeCloseTo(1, 4);
  });
});
