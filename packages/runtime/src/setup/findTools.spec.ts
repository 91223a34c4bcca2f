import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RuntimeError } from '../RuntimeError.js';
import { findCompiler, findNpm, findPython, required } from './findTools.js';

vi.setConfig({ testTimeout: 30_000 });

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'msafeedit-tools-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a shell script on the PATH, which holds nothing else. */
function onlyTool(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  vi.stubEnv('PATH', folder);
}

describe('the tools that set-up needs', () => {
  it('are found with their versions', async () => {
    expect(required(await findPython()).version).toMatch(/^Python 3\.\d+.*, pip \d+/);
    expect(required(await findNpm()).version).toMatch(/^\d+\./);
    expect(required(await findCompiler()).command).toHaveLength(1);
  });

  it('are told with the way to get them where they are missing', async () => {
    vi.stubEnv('PATH', folder);
    vi.stubEnv('CXX', '');
    for (const [find, words] of [
      [
        findPython,
        ['No Python 3 with pip', 'apt install python3 python3-pip', 'dnf install python3', 'brew install'],
      ],
      [findCompiler, ['No C++ compiler', 'apt install g++', 'dnf install gcc-c++', 'xcode-select --install']],
      [findNpm, ['npm was not found', 'apt install npm', 'dnf install npm', 'brew install node']],
    ] as const) {
      const search = await find();
      expect(() => required(search)).toThrow(RuntimeError);
      for (const word of words) expect(() => required(search)).toThrow(word);
    }
  });

  it('include pip, which some systems leave out of Python', async () => {
    onlyTool(
      'python3',
      'if [ "$1" = -c ]; then echo 3.12.0; else echo "python3: No module named pip" >&2; exit 1; fi',
    );
    const search = await findPython();
    expect(() => required(search)).toThrow(/^Python has no pip \(.*No module named pip\): install it/);
  });

  it('are not an old Python', async () => {
    onlyTool('python3', 'exit 1');
    expect(await findPython()).toHaveProperty('problem');
  });

  it('take the compiler of $CXX with its arguments', async () => {
    onlyTool('my-compiler', 'echo "my compiler $1"');
    vi.stubEnv('CXX', 'my-compiler -x');
    expect(await findCompiler()).toEqual({ command: ['my-compiler', '-x'], version: 'my compiler -x' });
    vi.stubEnv('CXX', 'none');
    expect(await findCompiler()).toMatchObject({ problem: "The C++ compiler in $CXX, 'none', does not run" });
  });
});
