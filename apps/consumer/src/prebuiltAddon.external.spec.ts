import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNpmRegistry, type NpmRegistry } from './npmRegistry.js';
import { fixtureOf, repository, StrangersProject } from './StrangersProject.js';

const run = promisify(execFile);
const platform = `${process.platform}-${process.arch}`;
const name = `@msafeedit/tfjs-addon-${platform}`;

let work: string;
let addon: string;
let tarball: string;
let cache: string;
let project: StrangersProject;
let registry: NpmRegistry;

const tool = async (script: string, ...args: string[]): Promise<string> => {
  const env = { ...process.env, MSAFEEDIT_CACHE: cache, CXX: '', ZIG_GLOBAL_CACHE_DIR: join(work, 'zig') };
  return (await run(process.execPath, [join(repository, 'tools/addon', script), ...args], { env })).stdout;
};

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'msafeedit-addon-package-'));
  cache = join(work, 'cache');
  addon = join(work, 'addons', platform);
  for (const file of ['package.json', 'README.md', 'LICENSE', 'NOTICE'])
    cpSync(join(repository, 'addons', platform, file), join(addon, file));
  // What is fetched stays in the cache's downloads, so that set-up needs not fetch it again.
  await tool('buildAddon.mjs', '--package', addon, '--keep-downloads');

  project = await StrangersProject.begin();
  await project.install(/^msafeedit-/);
  const runtime = join(project.folder, 'node_modules/@msafeedit/runtime');
  const tarballs = join(work, 'tarballs');
  await tool('pinAddons.mjs', '--addons', join(work, 'addons'), '--runtime', runtime, '--tarballs', tarballs);
  tarball = join(tarballs, readdirSync(tarballs)[0]!);
  const { version } = JSON.parse(readFileSync(join(addon, 'package.json'), 'utf8')) as { version: string };
  registry = await startNpmRegistry(name, version, tarball);
}, 600_000);
afterAll(() => {
  registry.close();
  project.remove();
  rmSync(work, { recursive: true });
});

describe('the packed package with the prebuilt addon', () => {
  it('holds these files, and no path of the machine that built it', () => {
    const entries = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
    expect(entries.sort()).toEqual(
      [
        'LICENSE',
        'NOTICE',
        'README.md',
        'addon/manifest.json',
        'addon/mute_stderr.node',
        'addon/tfjs_binding.node',
        'package.json',
      ].map((file) => `package/${file}`),
    );
    const bytes = gunzipSync(readFileSync(tarball));
    for (const path of [repository, work, tmpdir(), `${homedir()}/`, 'msafeedit-addon-'])
      expect(bytes.includes(path), path).toBe(false);
  });

  it('needs no newer system than TensorFlow itself, as objdump tells', () => {
    const symbols = execFileSync('objdump', ['-T', join(addon, 'addon/tfjs_binding.node')], {
      encoding: 'utf8',
    });
    const minors = [...symbols.matchAll(/GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
    expect(minors.length).toBeGreaterThan(5);
    expect(Math.max(...minors)).toBeLessThanOrEqual(27);
    expect(symbols).not.toContain('GLIBCXX');
    expect(symbols).toContain('TF_Version');
  });

  it('has the same bytes when it is built again', async () => {
    const again = join(work, 'again');
    await tool('buildAddon.mjs', '--package', again, '--keep-downloads');
    for (const file of readdirSync(join(addon, 'addon')))
      expect(
        readFileSync(join(again, 'addon', file)).equals(readFileSync(join(addon, 'addon', file))),
        file,
      ).toBe(true);
  });
});

describe('set-up on a machine without a compiler', () => {
  it('refuses an addon that was tampered with, and says that it could be compiled', async () => {
    const sound = registry.tarball;
    registry.tarball = Buffer.from(sound);
    registry.tarball[4] = registry.tarball[4]! ^ 1; // the time in gzip's header: it still unpacks
    const empty = join(work, 'empty-cache');
    const { code, stderr } = await msafeedit(['setup', 'tensorflow'], empty);
    registry.tarball = sound;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /error: No C\+\+ compiler was found on the PATH: .*must be compiled here: \S+\.tgz is not the file it should be: its SHA-256 is/,
    );
    expect(readdirSync(join(empty, 'tensorflow'))).toEqual([]);
  });

  it('takes the prebuilt addon, with which the tokens are those of the reference', async () => {
    const before = registry.fetched;
    const setup = await msafeedit(['setup', 'tensorflow', '--json']);
    expect(setup).toMatchObject({ code: 0 });
    expect(JSON.parse(setup.stdout)).toMatchObject({ tensorflow: { addonOrigin: 'prebuilt' } });
    expect(registry.fetched).toBe(before + 1);

    const model = fixtureOf('packages/runtime', 'goldens/tiny-llama');
    const golden = JSON.parse(readFileSync(join(model, 'golden/golden.json'), 'utf8')) as {
      prompts: string[];
      greedy_new_tokens: number[][];
    };
    const question = ['--engine', 'tensorflow', '--format', 'raw', '--max-new-tokens', '24', '--json'];
    const asked = golden.prompts.flatMap((prompt) => ['--prompt', prompt]);
    const { code, stdout } = await msafeedit(['generate', '--model', model, ...question, ...asked]);
    expect(code).toBe(0);
    const answers = JSON.parse(stdout) as { tokens: number[] }[];
    expect(answers.map(({ tokens }) => tokens)).toEqual(golden.greedy_new_tokens);

    const doctor = JSON.parse((await msafeedit(['doctor', '--json'])).stdout) as {
      checks: { name: string }[];
    };
    expect(doctor.checks).toContainEqual(
      expect.objectContaining({
        name: 'TensorFlow engine',
        status: 'ok',
        detail: expect.stringMatching(/^TensorFlow 2\.\d+\.\d+, prebuilt addon /) as string,
      }),
    );
    expect(doctor.checks).toContainEqual({
      name: 'C++ compiler',
      status: 'ok',
      detail: 'No C++ compiler was found on the PATH; none is needed any more',
    });
  });
});

/** Runs the stranger's command line with Node, npm and Python on the PATH, and nothing else. */
async function msafeedit(
  args: readonly string[],
  folder = cache,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const programs = join(work, 'programs');
  mkdirSync(programs, { recursive: true });
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
  }).trim();
  const npm = execFileSync('which', ['npm'], { encoding: 'utf8' }).trim();
  for (const [program, path] of Object.entries({
    node: process.execPath,
    npm: realpathSync(npm),
    python3: python,
  }))
    if (!existsSync(join(programs, program))) symlinkSync(path, join(programs, program));
  const environment = {
    ...process.env,
    PATH: programs,
    CXX: '',
    MSAFEEDIT_CACHE: folder,
    'npm_config_@msafeedit:registry': registry.url,
    npm_config_cache: join(work, 'npm-cache'),
  };
  const main = join(project.folder, 'node_modules/msafeedit/bin/msafeedit.js');
  try {
    const { stdout, stderr } = await run(process.execPath, [main, ...args], {
      env: environment,
      cwd: project.folder,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}
