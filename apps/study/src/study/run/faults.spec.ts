import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mini, writeSamples } from '@msafeedit/dataset';
import type { CausalLM } from '@msafeedit/runtime';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startChatServer, startDownServer } from '../../../test/chatServer.js';
import { fakeContext } from '../../../test/fakeContext.js';
import { runBin } from '../../../test/runBin.js';
import {
  contents,
  onlyEnglish,
  run,
  runWell,
  smallStudy,
  studyFolders,
  writeStudy,
} from '../../../test/smallStudy.js';
import { openStudy } from '../Study.js';
import { SqliteStore } from '../store/SqliteStore.js';
import { runStudy, type RunSummary } from './runStudy.js';
import type * as OpenModel from '../../openModel.js';

/** What a test does to the models that it loads. */
const fault: { inject?: (model: CausalLM) => void } = {};
vi.mock('../../openModel.js', async (original) => {
  const real = await original<typeof OpenModel>();
  return {
    ...real,
    loadModel: async (...args: Parameters<typeof real.loadModel>) => {
      const model = await real.loadModel(...args);
      fault.inject?.(model);
      return model;
    },
  };
});

const bin = fileURLToPath(new URL('../../../bin/msafeedit.js', import.meta.url));
const newStudy = studyFolders();
let whole: Awaited<ReturnType<typeof contents>>;
beforeAll(async () => {
  const place = newStudy('whole', smallStudy);
  await run(place);
  whole = await contents(place);
}, 120_000);
beforeEach(() => {
  delete fault.inject;
});

/** Runs a study in this process, so that a fault can be put into it. */
async function runHere(place: string, retryFailed = false): Promise<RunSummary> {
  const study = await openStudy(place);
  const store = SqliteStore.open(study.storeFile);
  const { context } = fakeContext();
  try {
    return await runStudy({ ...study, store, retryFailed, context, onUnit: () => undefined });
  } finally {
    store.close();
  }
}

/** Makes the engine throw in the second step of one edit after the other, beginning with the given one. */
function failEdits(from: number, count: number): void {
  let edits = 0;
  fault.inject = (model) => {
    const trainDownProj = model.trainDownProj.bind(model);
    model.trainDownProj = async (layer) => {
      const trainer = await trainDownProj(layer);
      edits++;
      if (edits < from || edits >= from + count) return trainer;
      const step = trainer.step.bind(trainer);
      trainer.step = async (...args) => {
        await step(...args);
        throw new Error('the device was lost');
      };
      return trainer;
    };
  };
}

describe('a study goes on, or can go on, when', () => {
  it('the engine throws in the middle of an edit', async () => {
    const place = newStudy('engine', smallStudy);
    failEdits(2, 1);
    expect(await runHere(place)).toEqual({ done: 6, failed: 1, kept: 0 });
    expect(await runWell('study', 'status', place)).toContain('the device was lost');
    expect(await run(place)).toMatchObject({ done: 0, failed: 0, kept: 7 });
    expect(await runHere(place, true)).toEqual({ done: 1, failed: 0, kept: 6 });
    // The other edits were not touched by the one that failed.
    expect(await contents(place)).toEqual(whole);
  }, 60_000);

  it('the engine is lost: it stops, and tries again what failed', async () => {
    const place = newStudy('lost', smallStudy);
    failEdits(2, 9);
    await expect(runHere(place)).rejects.toThrow('3 units failed one after the other');
    delete fault.inject;
    expect(await runHere(place, true)).toMatchObject({ failed: 0 });
    expect(await contents(place)).toEqual(whole);
  }, 60_000);

  it('an edit diverges', async () => {
    const hot = ['learningRate: 0.01', 'learningRate: 1e39'] as const;
    const place = newStudy('hot', [...onlyEnglish, hot]);
    const first = await runBin(['study', 'run', place, '--json']);
    expect(first.code).toBe(1);
    expect(JSON.parse(first.stdout)).toMatchObject({ done: 1, failed: 1, kept: 0 });
    expect(await runWell('study', 'status', place)).toContain('tiny-en-0: ');
    const again = await runBin(['study', 'run', place, '--retry-failed', '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ failed: 1, kept: 1 });
  }, 60_000);

  it('the disk is full', async () => {
    const place = newStudy('full', smallStudy);
    // No file may grow beyond 100 KiB, which is enough to begin.
    const limited = `trap '' XFSZ; ulimit -f 100; exec "$0" "$@"`;
    const child = spawn('bash', ['-c', limited, process.execPath, bin, 'study', 'run', place]);
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining("Can't write to the results: the disk is full") as string,
    });
    const { states } = await contents(place);
    expect(states!.length).toBeGreaterThan(0);
    expect(await run(place)).toMatchObject({ done: 7 - states!.length, failed: 0, kept: states!.length });
    expect(await contents(place)).toEqual(whole);
  }, 60_000);

  it('a sample is broken: nothing is run, and the message names it', async () => {
    const place = newStudy('sample', onlyEnglish);
    const data = join(place, 'data');
    mkdirSync(data);
    const file = join(data, 'en.json');
    await writeSamples(file, mini.en.slice(0, 2));
    writeStudy(place, [...onlyEnglish, ['data: mini', 'data: ./data'], ['samples: 1', 'samples: all']]);
    const records = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>[];
    records[1]!['adversarial prompt'] = '';
    writeFileSync(file, JSON.stringify(records));
    const { code, stderr } = await runBin(['study', 'run', place]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/en\.json.*"adversarial prompt"/s);
  }, 60_000);

  it('a prompt is too long for the model: that unit fails, the others are done', async () => {
    const place = newStudy('long', onlyEnglish);
    const data = join(place, 'data');
    mkdirSync(data);
    const [first, second] = mini.en;
    const long = { ...first!, adversarialPrompt: 'How does a jar open? '.repeat(150) };
    await writeSamples(join(data, 'en.json'), [long, second!]);
    writeStudy(place, [
      ...onlyEnglish,
      ['data: mini', 'data: ./data'],
      ['samples: 1', 'samples: all'],
      ['sampling: greedy', 'sampling: greedy\n  overflow: error'],
    ]);
    const { code, stdout } = await runBin(['study', 'run', place, '--json']);
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 1, done: 2, failed: 2 });
  }, 60_000);
});

describe('msafeedit study judge', () => {
  const judgedBy = (judges: string) => [...onlyEnglish, ['\n  - judge: heuristic', judges]] as const;

  it('lets the others judge when one is down, says so, and goes on when it is back', async () => {
    const judges = (url: string): string =>
      `\n  - judge: openai\n    model: served\n    baseUrl: ${url}\n  - judge: heuristic`;
    const place = newStudy('down', judgedBy(judges(await startDownServer())));
    await run(place);
    const down = await runBin(['study', 'judge', place, '--json']);
    expect(down.code).toBe(1);
    expect(JSON.parse(down.stdout)).toMatchObject({
      judges: [{ judged: 0, failure: expect.any(String) as string }, { judged: 10 }],
    });
    const { url } = await startChatServer('safe');
    writeStudy(place, judgedBy(judges(url)));
    const back = JSON.parse(await runWell('study', 'judge', place, '--json')) as { judges: unknown[] };
    expect(back.judges).toMatchObject([
      { judged: 10, added: 10 },
      { judged: 10, added: 0 },
    ]);
  }, 120_000);

  it('asks for a missing key before any judge begins', async () => {
    const place = newStudy('key', judgedBy('\n  - judge: heuristic\n  - judge: claude'));
    await run(place);
    const { code, stderr } = await runBin(['study', 'judge', place]);
    expect(code).toBe(2);
    expect(stderr).toContain('ANTHROPIC_API_KEY');
    expect((await contents(place)).verdicts).toEqual([]);
  }, 60_000);
});
