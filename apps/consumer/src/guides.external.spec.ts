import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGuide } from './guide.js';
import { repository } from './StrangersProject.js';

/** Their commands are for several machines, or measure for an hour; each is run by specs and benchmarks of its own. */
const leftOut = ['many-machines.md', 'benchmarks.md'];

const pages = readdirSync(join(repository, 'docs'))
  .filter((name) => name.endsWith('.md') && !leftOut.includes(name))
  .map((name) => ({ name, ...readGuide(join(repository, 'docs', name)) }))
  .concat({ name: '../README.md', ...readGuide(join(repository, 'README.md')) });
const withCommands = pages.filter(({ commands }) => commands !== '');
const withProgram = pages.filter(({ program }) => program !== '');
const programOf = (name: string): string => `${name.replace(/^.*\/|\.md$/g, '')}.mjs`;

const folder = mkdtempSync(join(tmpdir(), 'msafeedit-guides-'));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const env = {
  ...process.env,
  FIXTURES: join(repository, 'packages/runtime/test/fixtures/goldens'),
  npm_config_offline: 'true', // npx finds what is here, and fetches nothing
};

beforeAll(() => {
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  for (const { name, program } of withProgram) writeFileSync(join(folder, programOf(name)), program);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the guides', () => {
  it('say of each block what it is, and of each that isn’t run why', () => {
    expect(pages.filter(({ unnamed }) => unnamed > 0).map(({ name }) => name)).toEqual([]);
    const reasons = pages.filter(({ notRun }) => notRun.length > 0);
    // Whoever adds a block that can't be run enters it here.
    expect(Object.fromEntries(reasons.map(({ name, notRun }) => [name, notRun]))).toMatchInlineSnapshot(`
      {
        "../README.md": [
          "CI begins with npm ci and npm test, and the first edit’s page runs the demo’s steps",
          "CI begins with it",
          "apps/study/README.md and docs/first-edit.md run them",
          "gated data, paid services, half an hour on two cores",
        ],
        "add-a-model.md": [
          "installs torch and transformers",
          "the project’s own tests, for a family that isn’t there yet",
        ],
        "add-a-translator.md": [
          "needs Debian’s apertium, apertium-eng-spa",
        ],
        "all-pairs.md": [
          "gated models and data, paid judges, hours on a card",
        ],
        "costs.md": [
          "asks the public hub for gated models",
        ],
        "data.md": [
          "a paid service",
        ],
        "edits.md": [
          "a gated model",
        ],
        "engines.md": [
          "fetches 0.6 GB, and asks whether Gemma’s terms are accepted",
          "needs a graphics adapter",
        ],
        "first-edit.md": [
          "it is what follows here, step by step; the demo has a test of its own",
        ],
        "gpu.md": [
          "needs an NVIDIA card",
          "asks the public hub for a gated model",
          "needs an NVIDIA card",
        ],
        "in-your-code.md": [
          "not on npm before the first release; until then a file in a clone of the repository finds them",
        ],
        "judges.md": [
          "paid services; keys",
          "servers of yours, with a card",
        ],
        "local-judges.md": [
          "a gated classifier, paid services",
          "ten minutes, and scikit-learn",
        ],
        "models.md": [
          "fetches 253 MB under terms that one accepts",
          "the public hub",
          "the public hub",
        ],
        "paper.md": [
          "gated models and data, paid judges, hours on a card",
        ],
        "studies.md": [
          "needs a PostgreSQL server of yours",
        ],
      }
    `);
  });

  it('have the types that TypeScript wants', async () => {
    const compilerOptions = {
      target: 'ES2023',
      module: 'NodeNext',
      allowJs: true,
      checkJs: true,
      strict: true,
      noImplicitAny: false, // plain JavaScript says no types of parameters
      skipLibCheck: true,
      types: ['node'],
      noEmit: true,
    };
    const files = withProgram.map(({ name }) => programOf(name));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    await run(process.execPath, [tsc, '-p', folder], folder);
    expect(files.every((file) => existsSync(join(folder, file)))).toBe(true);
  });

  // Commands first: programs may use the files that they leave.
  it.each(withCommands)('$name: its commands run', async ({ name, commands }) => {
    const page = folderOf(name);
    expect(await run('bash', ['-euo', 'pipefail', '-c', commands], page)).toMatch(/\S/);
  });

  it.each(withProgram)('$name: its program runs', async ({ name, program, prints }) => {
    const page = folderOf(name);
    const file = join(page, programOf(name));
    writeFileSync(file, program);
    const printed = await run(process.execPath, [file], page);
    expect(printed).toMatch(/\S/);
    for (const text of prints) expect(printed).toContain(text);
  });
});

/** A folder for a page, in which the packages are installed. */
function folderOf(name: string): string {
  const page = join(folder, name.replaceAll('/', '_'));
  mkdirSync(page, { recursive: true });
  return page;
}

/** What a program writes to its standard output. @throws Error with the end of all that it has written */
async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, {
    cwd,
    env,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: unknown) => {
    const { message, stdout, stderr } = error as Error & { stdout: string; stderr: string };
    throw new Error(`${message.slice(0, 500)}\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`);
  });
  return stdout;
}
