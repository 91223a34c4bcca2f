import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import type { TensorflowRecipe } from '../../src/setup/artifacts.js';

const program = `
import { installTensorflow } from './setup/setupTensorflow.js';
const steps = [];
const installed = await installTensorflow(JSON.parse(process.argv[2]), { onProgress: ({ step }) => steps.push(step) });
console.log(JSON.stringify({ ...installed, steps }));
`;

/** Compiles the set-up's sources into a folder that is laid out as the package, so that plain Node processes of any version can run them. */
export function compileSetup(folder: string): string {
  const runtime = join(import.meta.dirname, '..', '..');
  const source = join(runtime, 'src');
  mkdirSync(join(folder, 'dist', 'setup'), { recursive: true });
  symlinkSync(join(runtime, 'native'), join(folder, 'native'));
  const files = readdirSync(join(source, 'setup')).filter((name) => !name.includes('.spec.'));
  for (const name of ['RuntimeError.ts', 'oneLineMessage.ts', ...files.map((file) => join('setup', file))]) {
    const compilerOptions = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    };
    const { outputText } = ts.transpileModule(readFileSync(join(source, name), 'utf8'), { compilerOptions });
    writeFileSync(join(folder, 'dist', name.replace(/\.ts$/, '.js')), outputText);
  }
  mkdirSync(join(folder, 'node_modules'));
  const { resolve } = createRequire(import.meta.url);
  for (const dependency of ['node-api-headers', 'proper-lockfile', 'zod']) {
    symlinkSync(dirname(resolve(`${dependency}/package.json`)), join(folder, 'node_modules', dependency));
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const main = join(folder, 'dist', 'main.js');
  writeFileSync(main, program);
  return main;
}

/** A process that sets up by the recipe; `ended` resolves to what it printed, or rejects with what it complained of. */
export function startSetup(
  main: string,
  recipe: TensorflowRecipe,
): { child: ChildProcess; ended: Promise<{ addon: string; steps: string[] }> } {
  const child = spawn(process.execPath, [main, JSON.stringify(recipe)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, complaints]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  const ended = once(child, 'exit').then(([code]) => {
    if (code !== 0) throw new Error(`exit ${String(code)}: ${complaints.join('')}`);
    return JSON.parse(output.join('')) as { addon: string; steps: string[] };
  });
  return { child, ended };
}
