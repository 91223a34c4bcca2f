import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** The repository's root. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** A project outside the workspace, into which the packed packages are installed by npm as from the registry. */
export class StrangersProject {
  readonly folder: string;
  private readonly tarballs: string;

  private constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'msafeedit-stranger-'));
    this.tarballs = join(this.folder, 'tarballs');
  }

  /** Packs all packages that are published, and begins an empty project. */
  static async begin(): Promise<StrangersProject> {
    const project = new StrangersProject();
    mkdirSync(project.tarballs);
    project.write('package.json', JSON.stringify({ private: true, type: 'module' }));
    const packages = publishedPackages().flatMap((folder) => ['--workspace', folder]);
    await run('npm', ['pack', ...packages, '--pack-destination', project.tarballs], { cwd: repository });
    return project;
  }

  /** Installs the packed packages whose names fit, and others from npm, install scripts included if there are any. */
  async install(packed: RegExp, others: readonly string[] = []): Promise<void> {
    const files = readdirSync(this.tarballs).filter((file) => packed.test(file));
    if (files.length === 0) throw new Error(`No packed package fits ${packed.source}.`);
    const sources = [...files.map((file) => `./tarballs/${file}`), ...others];
    const options = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts=false'];
    await run('npm', ['install', ...options, ...sources], { cwd: this.folder });
  }

  write(file: string, text: string): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** Runs a program in the project, without a terminal; what it writes to its standard output. */
  async run(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const { stdout } = await run(program, args, {
      cwd: this.folder,
      env: { ...process.env, ...env },
      maxBuffer: 64 * 1024 * 1024,
    }).catch((error: unknown) => {
      const { message, stdout, stderr } = error as Error & { stdout: string; stderr: string };
      throw new Error(`${message}\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`);
    });
    return stdout;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** The folders of what is published, from the repository's root. */
export function publishedPackages(): string[] {
  const libraries = readdirSync(join(repository, 'packages')).map((name) => `packages/${name}`);
  return [...libraries, 'apps/study'];
}

/** The README of one of them. */
export function readmeOf(folder: string): string {
  return join(repository, folder, 'README.md');
}

/** A fixture of one of them. */
export function fixtureOf(folder: string, name: string): string {
  return join(repository, folder, 'test', 'fixtures', name);
}
