import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createCommandTranslator, type CommandTranslatorOptions } from './createCommandTranslator.js';

const pair = { from: 'en', to: 'es' };

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'command-'));
  onTestFinished(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

/** A translator that is a small program of ours. */
function program(source: string, args = '', options: Partial<CommandTranslatorOptions> = {}) {
  const file = join(folder(), 'a program.mjs');
  writeFileSync(file, source);
  return createCommandTranslator({ command: `'${process.execPath}' "${file}" ${args}`, ...options });
}

const upperCase = `
  process.stdin.setEncoding('utf8');
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  process.stdout.write(text.toUpperCase() + '\\n');`;

describe('createCommandTranslator', () => {
  it('gives a text in and takes a text out', async () => {
    const text = 'héllo\n\n1. wörld 😀 ป่า\n';
    expect(await program(upperCase).translate([text, 'b', '  '], pair)).toEqual([
      { text: 'HÉLLO\n\n1. WÖRLD 😀 ป่า\n' },
      { text: 'B' },
      { text: '  ' },
    ]);
  });

  it('takes texts larger than a pipe holds', async () => {
    const text = 'word '.repeat(60_000).trimEnd();
    expect(await program(upperCase).translate([text], pair)).toEqual([{ text: text.toUpperCase() }]);
  });

  it('fills in the languages, and runs no shell', async () => {
    const echo = 'process.stdout.write(process.argv.slice(2).join("\\n"))';
    const translator = program(echo, '{from}-{to} "{from3}-{to3} $HOME" ; *');
    expect(await translator.translate(['x'], { from: 'en', to: 'th' })).toEqual([
      { text: 'en-th\neng-tha $HOME\n;\n*' },
    ]);
    expect(translator.supports('en', 'th')).toBe(true);
    expect(translator.supports('en', 'qqx')).toBe(false);
    await expect(translator.translate(['x'], { from: 'en', to: 'qqx' })).rejects.toMatchObject({
      code: 'rejected',
    });
  });

  it('takes any pair for its own where the command names none', () => {
    expect(program(upperCase).supports('en', 'qqx')).toBe(true);
  });

  it('says which program is missing', async () => {
    const translator = createCommandTranslator({ command: 'no-such-program-here -x' });
    await expect(translator.translate(['x'], pair)).rejects.toMatchObject({
      code: 'program',
      message: expect.stringMatching(/no-such-program-here.*installed.*apt-get install/) as string,
    });
  });

  it('says that a file is no program', async () => {
    await expect(createCommandTranslator({ command: tmpdir() }).translate(['x'], pair)).rejects.toMatchObject(
      {
        code: 'program',
        message: expect.stringContaining("can't be started") as string,
      },
    );
  });

  it('tells exit code and reason of a failure, once', async () => {
    const runs = join(folder(), 'runs');
    const translator = program(
      `import { appendFileSync } from 'node:fs';
       appendFileSync(${JSON.stringify(runs)}, 'x');
       process.stdout.write('half');
       process.stderr.write('Error: no such mode\\n');
       process.exitCode = 3;`,
    );
    await expect(translator.translate(['x'], pair)).rejects.toMatchObject({
      code: 'program',
      message: expect.stringMatching(/exit code 3: Error: no such mode/) as string,
    });
    expect(readFileSync(runs, 'utf8')).toBe('x');
  });

  it('tells that it was killed', async () => {
    const translator = program('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000);');
    await expect(translator.translate(['x'], pair)).rejects.toMatchObject({
      code: 'program',
      message: expect.stringContaining('SIGTERM') as string,
    });
  });

  it('takes the answer of a program that does not read its input to the end', async () => {
    const translator = program('process.stdout.write("early"); process.exit(0);');
    expect(await translator.translate(['x'.repeat(1_000_000)], pair)).toEqual([{ text: 'early' }]);
  });

  it('says that a program wrote nothing, though it ended well', async () => {
    const translator = program('process.stderr.write("usage: …");');
    await expect(translator.translate(['x'], pair)).rejects.toThrow(/wrote nothing.*usage: …/);
  });

  it('lets a script open its input by name', async () => {
    const translator = createCommandTranslator({ command: `sh -c 'cat "$1"' - /dev/stdin` });
    expect(await translator.translate(['ü'], pair)).toEqual([{ text: 'ü' }]);
  });

  it('leaves no file behind', async () => {
    const translator = program(upperCase);
    const empty = folder();
    vi.stubEnv('TMPDIR', empty);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    await translator.translate(['x'], pair);
    await expect(createCommandTranslator({ command: 'false' }).translate(['x'], pair)).rejects.toThrow();
    expect(readdirSync(empty)).toEqual([]);
  });

  it('refuses what is not UTF-8', async () => {
    const translator = program('process.stdout.write(Buffer.from([0x61, 0xe9, 0x62]));');
    await expect(translator.translate(['x'], pair)).rejects.toThrow('not UTF-8');
  });

  it('ends a program that takes too long, without giving up on the next text', async () => {
    const translator = program('setInterval(() => {}, 1000);', '', { timeoutMs: 300 });
    const error: unknown = await translator.translate(['x'], pair).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'program',
      endsTheRun: false,
      message: expect.stringContaining('longer than 0.3 s for a text of 1 characters') as string,
    });
  });

  it('ends the program and what it started when it is aborted', async () => {
    const pids = join(folder(), 'pids');
    const translator = program(
      `import { spawn } from 'node:child_process';
       import { renameSync, writeFileSync } from 'node:fs';
       const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
       writeFileSync(${JSON.stringify(`${pids}.new`)}, process.pid + ' ' + child.pid);
       renameSync(${JSON.stringify(`${pids}.new`)}, ${JSON.stringify(pids)});
       setInterval(() => {}, 1000);`,
    );
    const controller = new AbortController();
    const asked = translator.translate(['x'], { ...pair, signal: controller.signal });
    const outcome = expect(asked).rejects.toThrow('enough');
    await expect.poll(() => read(pids), { timeout: 10_000 }).toMatch(/\d+ \d+/);
    controller.abort(new Error('enough'));
    await outcome;
    const started = read(pids).split(' ').map(Number);
    await expect.poll(() => started.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  });

  it.each(['', "apertium 'eng-spa"])('refuses the command %j at once', (command) => {
    expect(() => createCommandTranslator({ command })).toThrow(/command:/);
  });

  it('is named after its program, and depends on the whole command', () => {
    const translator = createCommandTranslator({ command: 'apertium -u {from3}-{to3}' });
    expect(translator).toMatchObject({ name: 'apertium', version: 'apertium -u {from3}-{to3}' });
  });
});

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** A process that has ended but that nobody has waited for is a zombie, which signals still reach. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(read(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}
