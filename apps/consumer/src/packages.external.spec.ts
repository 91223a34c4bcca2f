import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from '../../study/test/chromiumPath.js';
import { startChatServer, type ChatServer } from './chatServer.js';
import { codeExamples, commandExamples } from './readmeExamples.js';
import { fixtureOf, publishedPackages, readmeOf, StrangersProject } from './StrangersProject.js';

const examples = publishedPackages().flatMap((folder) =>
  codeExamples(readmeOf(folder), folder.replace(/^.*\//, '')),
);
const forBrowsers = examples.filter(({ browser }) => browser);
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

let project: StrangersProject;
let server: ChatServer;

beforeAll(async () => {
  server = await startChatServer();
  project = await StrangersProject.begin();
  await project.install(/^msafeedit-(?!\d)/); // the libraries alone
});
afterAll(() => {
  server.close();
  project.remove();
});

interface LockedPackage {
  readonly hasInstallScript?: boolean;
}

describe('the libraries, installed', () => {
  it('bring no native code and no install script', () => {
    const lock = JSON.parse(readFileSync(join(project.folder, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, LockedPackage>;
    };
    const installed = Object.entries(lock.packages);
    expect(installed.length).toBeGreaterThan(50);
    expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([name]) => name)).toEqual(
      [],
    );
    const files = readdirSync(join(project.folder, 'node_modules'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => /\.(?:node|so|dll|dylib)$|(?:^|\/)binding\.gyp$/.test(file))).toEqual([]);
  });
});

describe('the READMEs’ examples', () => {
  beforeAll(async () => {
    await project.install(/^msafeedit-\d/, [`@types/node@${versionOfNodeTypes()}`]);
    cpSync(
      fixtureOf('packages/runtime', 'goldens/tiny-roberta-classifier'),
      join(project.folder, 'path/to/classifier'),
      {
        recursive: true,
      },
    );
    for (const { name, code } of examples) {
      project.write(`esm/${name}.mjs`, code);
      project.write(`typescript/${name}.mts`, code);
    }
    for (const { name, code } of forBrowsers) project.write(`browser/${name}.ts`, code);
  });

  it('are there, one or more for each library', () => {
    expect(new Set(examples.map(({ name }) => name.replace(/-\d+$/, '')))).toEqual(
      new Set(
        publishedPackages()
          .filter((folder) => folder.startsWith('packages/'))
          .map((folder) => folder.slice(9)),
      ),
    );
    expect(forBrowsers.map(({ name }) => name)).toEqual(['dataset-1', 'judges-1', 'metrics-1']);
  });

  it('have the types that TypeScript wants, as modules of Node', async () => {
    project.write(
      'typescript/tsconfig.json',
      configuration({ module: 'NodeNext', types: ['node'], outDir: 'out' }),
    );
    await project.run(process.execPath, [tsc, '-p', 'typescript']);
    expect(existsSync(join(project.folder, 'typescript/out', `${examples[0]!.name}.mjs`))).toBe(true);
  });

  it('have the types that TypeScript wants, for bundlers and browsers, without Node’s', async () => {
    const settings = {
      module: 'ESNext',
      moduleResolution: 'bundler',
      lib: ['ES2023', 'DOM'],
      types: [],
      noEmit: true,
    };
    project.write('browser/tsconfig.json', configuration(settings));
    await project.run(process.execPath, [tsc, '-p', 'browser']);
  });

  it.each(examples)(
    '$name runs as a plain module, and as TypeScript compiled it',
    async ({ name, prints }) => {
      for (const file of [`esm/${name}.mjs`, `typescript/out/${name}.mjs`]) {
        const printed = await project.run(process.execPath, [file], { OPENAI_BASE_URL: server.baseUrl });
        if (prints === undefined) expect(printed).toMatch(/\S/);
        else expect(printed).toBe(prints);
      }
    },
  );

  it('run in Chromium, from Vite', async () => {
    const root = join(project.folder, 'browser');
    const page = (name: string): string =>
      `<!doctype html><link rel="icon" href="data:," /><script type="module" src="./${name}.ts"></script>`;
    for (const { name } of forBrowsers) project.write(`browser/${name}.html`, page(name));
    const input = forBrowsers.map(({ name }) => join(root, `${name}.html`));
    await build({ root, logLevel: 'error', build: { rolldownOptions: { input } } });
    const site = await preview({ root, logLevel: 'error', preview: { host: '127.0.0.1', port: 0 } });
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
    try {
      for (const { name, prints } of forBrowsers)
        expect(await printedBy(new URL(`${name}.html`, site.resolvedUrls!.local[0]).href)).toBe(prints);
    } finally {
      await browser.close();
      await site.close();
    }

    /** What a page has printed, errors too, once it asks for nothing more. */
    async function printedBy(url: string): Promise<string> {
      const tab = await browser.newPage();
      let printed = '';
      tab.on('console', (message) => (printed += `${message.text()}\n`));
      tab.on('pageerror', (error) => (printed += `${error.message}\n`));
      await tab.goto(url, { waitUntil: 'networkidle' });
      await tab.close();
      return printed;
    }
  });

  it('run on the command line', async () => {
    const [commands, ...more] = commandExamples(readmeOf('apps/study'));
    expect(more).toEqual([]);
    const printed = await project.run('bash', ['-euo', 'pipefail', '-c', commands!]);
    expect(printed).toContain('model.layers.20.mlp.down_proj.weight, moved by');
    expect(existsSync(join(project.folder, 'delta.safetensors'))).toBe(true);
    expect(existsSync(join(project.folder, 'my-study'))).toBe(true);
  });
});

function configuration(compilerOptions: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ compilerOptions: { target: 'ES2022', strict: true, ...compilerOptions } });
}

function versionOfNodeTypes(): string {
  const file = createRequire(import.meta.url).resolve('@types/node/package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
