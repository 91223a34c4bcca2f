import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { KeptResults } from './KeptResults.js';

const isText = (value: unknown): value is string => typeof value === 'string';

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return join(folder, 'deep', 'er', 'kept.jsonl');
}

/** Closed when the test ends. */
async function open(file: string): Promise<KeptResults<string>> {
  const kept = await KeptResults.open(file, isText);
  onTestFinished(async () => {
    await kept.close();
  });
  return kept;
}

/** The package as it is built, for the processes that the tests start. */
const built = new URL('../dist/index.js', import.meta.url).href;

/** A process that keeps results as fast as it can, and says of each once it is kept. */
function startWriter(file: string, name: string, length: number): ReturnType<typeof spawn> {
  const source = `
    const { KeptResults } = await import(${JSON.stringify(built)});
    const kept = await KeptResults.open(${JSON.stringify(file)}, (value) => typeof value === 'string');
    for (let i = 0; i < 5000; i++) {
      const key = ${JSON.stringify(name)} + i;
      await kept.put([[key, key.padEnd(${length}, 'ü')]]);
      process.stdout.write(key + '\\n');
    }
    await kept.close();`;
  return spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

describe('KeptResults', () => {
  it('gives back what was put, also when it is opened again', async () => {
    const file = newFile();
    const kept = await open(file);
    await kept.put([
      ['a', 'eins'],
      ['b', 'line\nbreak " 😀 \u2028'],
    ]);
    await kept.put([['a', 'zwei']]);
    for (const each of [kept, await open(file)]) {
      expect(each.size).toBe(2);
      expect(each.get('a')).toBe('zwei');
      expect(each.get('b')).toBe('line\nbreak " 😀 \u2028');
      expect(each.has('c')).toBe(false);
      expect(each.get('c')).toBeUndefined();
    }
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(4);
  });

  it('writes in the order of the calls, without waiting between them', async () => {
    const file = newFile();
    const kept = await open(file);
    await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        await kept.put([[`k${index % 10}`, `v${index}`]]);
      }),
    );
    const again = await open(file);
    for (let index = 0; index < 10; index++) expect(again.get(`k${index}`)).toBe(`v${190 + index}`);
  });

  it('passes over lines that it cannot read', async () => {
    const file = newFile();
    await (await open(file)).put([['a', 'kept']]);
    writeFileSync(
      file,
      [
        'garbage',
        '{"key":"number","value":7}',
        '{"key":7,"value":"x"}',
        '[]',
        'null',
        '\u0000\u0000',
        '',
        '{"value":"x","key":"other order"}',
      ].join('\n'),
      { flag: 'a' },
    );
    const kept = await open(file);
    expect([kept.size, kept.get('a')]).toEqual([1, 'kept']);
  });

  it('loses a torn line alone, wherever it was torn', async () => {
    const file = newFile();
    const line = `${JSON.stringify({ key: 'torn', value: 'a "value" {"key":"x","value":"y"} ü' })}\n`;
    const bytes = Buffer.from(line);
    for (let length = 1; length < bytes.length; length++) {
      const torn = `${file}.${length}`;
      await (await open(torn)).put([['before', '1']]);
      writeFileSync(torn, bytes.subarray(0, length), { flag: 'a' });
      const kept = await open(torn);
      await kept.put([['after', '2']]);
      const again = await open(torn);
      expect([again.get('before'), again.get('after')]).toEqual(['1', '2']);
      // Only the line break may be missing of a result that counts.
      expect(again.has('torn')).toBe(length === bytes.length - 1);
      expect(again.has('x')).toBe(false);
    }
  });

  it('loses no line that grew onto the torn one of another process', async () => {
    const file = newFile();
    const kept = await open(file);
    await kept.put([['before', '1']]);
    writeFileSync(file, '{"key":"torn","value":"{\\"key\\":', { flag: 'a' });
    await kept.put([['after', '2']]);
    const again = await open(file);
    expect([again.size, again.get('before'), again.get('after')]).toEqual([2, '1', '2']);
  });

  it('says where it cannot open', async () => {
    const file = newFile();
    await open(file);
    await expect(KeptResults.open(join(file, 'below a file'), isText)).rejects.toMatchObject({
      code: 'store',
      message: expect.stringContaining('below a file') as string,
    });
    await expect(KeptResults.open(tmpdir(), isText)).rejects.toMatchObject({ code: 'store' });
  });

  it('says that it is closed', async () => {
    const kept = await open(newFile());
    await kept.close();
    await expect(kept.put([['a', 'b']])).rejects.toThrow('closed');
  });

  it('makes keys of parts, such that no two lists of parts share one', () => {
    expect(KeptResults.keyOf(['a', 'b'])).toBe(KeptResults.keyOf(['a', 'b']));
    const lists = [['a', 'b'], ['ab'], ['b', 'a'], ['a', 'b', ''], ['a,b'], ['a","b'], []];
    expect(new Set(lists.map((parts) => KeptResults.keyOf(parts))).size).toBe(lists.length);
  });
});

describe.runIf(process.platform !== 'win32')('KeptResults, when things go wrong', () => {
  it('says that the disk is full, and does not count as kept what is not', async () => {
    if (!existsSync('/dev/full')) throw new Error('this system has no /dev/full');
    const kept = await open('/dev/full');
    await expect(kept.put([['a', 'b']])).rejects.toMatchObject({
      code: 'store',
      endsTheRun: true,
      message: expect.stringMatching(/\/dev\/full.*ENOSPC/) as string,
    });
    expect(kept.has('a')).toBe(false);
  });

  it('goes on after a write that was cut by a full disk', () => {
    const file = newFile();
    // A limit for the size of files lets the system write a part and then refuse, as a full disk does.
    const source = `
      const { KeptResults } = await import(${JSON.stringify(built)});
      const { truncateSync, statSync } = await import('node:fs');
      const isText = (value) => typeof value === 'string';
      const file = ${JSON.stringify(file)};
      const kept = await KeptResults.open(file, isText);
      await kept.put([['small', 'x'.repeat(100)]]);
      const code = await kept.put([['large', 'y'.repeat(100_000)]]).catch((error) => error.code);
      const full = statSync(file).size;
      // Somebody makes a little room, without tidying up.
      truncateSync(file, full - 1000);
      await kept.put([['after', 'z']]);
      const again = await KeptResults.open(file, isText);
      console.log(JSON.stringify([code, full, again.size, again.get('after')]));`;
    const script = `trap '' XFSZ; ulimit -f 16; exec "$0" --input-type=module -e "$1"`;
    const output = execFileSync('sh', ['-c', script, process.execPath, source], { encoding: 'utf8' });
    const [code, full, size, after] = JSON.parse(output) as [string, number, number, string];
    expect([code, size, after]).toEqual(['store', 2, 'z']);
    expect(full).toBeGreaterThan(4000);
  });

  it('loses nothing that it said to have kept when it is killed', async () => {
    const file = newFile();
    const kept = new Set<string>();
    for (let round = 0; round < 4; round++) {
      const child = startWriter(file, `r${round}-`, 9000);
      let seen = 0;
      for await (const key of createInterface({ input: child.stdout! })) {
        kept.add(key);
        if (++seen === 20 + 37 * round) child.kill('SIGKILL');
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      expect(child.signalCode).toBe('SIGKILL');
    }
    const again = await open(file);
    expect(kept.size).toBeGreaterThanOrEqual(4 * 20);
    for (const key of kept) expect(again.get(key)).toBe(key.padEnd(9000, 'ü'));
  }, 60_000);

  it('takes the results of several processes at once', async () => {
    const file = newFile();
    const children = ['a', 'b', 'c'].map((name) => startWriter(file, name, 3000));
    const kept: string[] = [];
    await Promise.all(
      children.map(async (child) => {
        let seen = 0;
        for await (const key of createInterface({ input: child.stdout! })) {
          kept.push(key);
          if (++seen === 150) child.kill('SIGKILL');
        }
      }),
    );
    const again = await open(file);
    expect(kept.length).toBeGreaterThanOrEqual(3 * 150);
    for (const key of kept) expect(again.get(key)).toBe(key.padEnd(3000, 'ü'));
  }, 60_000);
});
