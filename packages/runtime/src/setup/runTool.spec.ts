import { describe, expect, it } from 'vitest';
import { failure } from '../../test/setup/failure.js';
import { lastLine, runTool } from './runTool.js';

const stubborn = `process.on('SIGTERM', () => {}); console.log('ready'); setInterval(() => {}, 1000);`;

describe('runTool', () => {
  it('gives exit code and output, with variables added and taken away', async () => {
    const script = `console.log(process.env.ADDED, process.env.HOME); console.error('no'); process.exit(3)`;
    const result = await runTool(process.execPath, ['-e', script], {
      env: { ADDED: 'yes', HOME: undefined },
    });
    expect(result).toEqual({ exit: 3, stdout: 'yes undefined\n', stderr: 'no\n' });
    expect((await runTool('msafeedit-no-such-program', [])).exit).toBe('not found');
  });

  it('ends a program on abort, even one that does not listen', async () => {
    const abort = new AbortController();
    const onStdout = (): void => {
      abort.abort();
    };
    const work = runTool(process.execPath, ['-e', stubborn], { signal: abort.signal, onStdout });
    expect((await failure(work)).code).toBe('aborted');
    expect((await failure(runTool(process.execPath, ['-e', stubborn], { signal: abort.signal }))).code).toBe(
      'aborted',
    );
  }, 20_000);

  it('ends a program that takes too long', async () => {
    const result = await runTool(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { timeoutMs: 300 });
    expect(result.exit).toBe('killed');
  }, 20_000);
});

describe('lastLine', () => {
  it('finds the line that tells', () => {
    const stderr =
      'Traceback (most recent call last):\n  File "x"\nOSError: disk\n\n[notice] A new release of pip\n';
    expect(lastLine({ exit: 1, stdout: 'Looking\n', stderr })).toBe('OSError: disk');
    expect(lastLine({ exit: 7, stdout: '', stderr: '\n' })).toBe('exit 7, without a word');
    expect(lastLine({ exit: 1, stdout: '', stderr: 'x'.repeat(1000) })).toHaveLength(301);
  });
});
