import { mkdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { demoModelRecipe, tensorflowRecipe } from './artifacts.js';
import { cacheFolder } from './cacheFolder.js';
import { freeBytes } from './diskSpace.js';
import { findCompiler, findNpm, findPython, type FoundTool, type MissingTool } from './findTools.js';
import type { SetupCheck } from './SetupCheck.js';
import { findDemoModel } from './setupModel.js';
import { inspectCuda } from './inspectCuda.js';
import { inspectWebgpu } from './inspectWebgpu.js';
import { cudaFolder, findCudaTensorflow, unsupportedPlatform } from './setupTensorflow.js';
import { findTensorflow, type InstalledTensorflow } from './tensorflowFolder.js';
import { tryAddon } from './tryAddon.js';
import { closedCacheFix, writableByAll } from './writableByAll.js';

const setupFix = 'run: npx msafeedit setup (the demo does it too)';

/** Looks at everything that set-up and the engines need. Installs nothing; never throws for what it finds. */
export async function inspectSetup(): Promise<readonly SetupCheck[]> {
  return [
    node(),
    await cache(),
    tool('Python and pip', await findPython()),
    ...(unsupportedPlatform() === undefined
      ? [tool('npm', await findNpm()), compiler(await findCompiler())]
      : []),
    await tensorflow(),
    ...(await inspectCuda(cudaFolder())),
    await inspectWebgpu(),
    demoModel(),
    memory(),
    {
      name: 'Cores',
      status: 'ok',
      detail: `${availableParallelism()} (${cpus()[0]?.model.trim() ?? process.arch})`,
    },
  ];
}

function node(): SetupCheck {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  const detail = `${process.version} on ${process.platform}-${process.arch}`;
  if (enough) return { name: 'Node', status: 'ok', detail };
  return { name: 'Node', status: 'missing', detail, fix: 'install Node 20.19 or newer' };
}

async function cache(): Promise<SetupCheck> {
  const name = 'Cache folder';
  const folder = cacheFolder();
  const trial = join(folder, `.writable-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(trial, '');
    await rm(trial);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const fix = 'make it writable, or set MSAFEEDIT_CACHE to another folder';
    return { name, status: 'missing', detail: `${folder} is not writable (${reason})`, fix };
  }
  const free = await freeBytes(folder);
  const stillNeeded =
    (findTensorflow() ? 0 : (tensorflowRecipe()?.bytesNeeded ?? 0)) +
    (findDemoModel() ? 0 : demoModelRecipe.bytesNeeded);
  const detail = `${folder}, ${gigabytes(free)} GB free`;
  if (free >= stillNeeded) return { name, status: 'ok', detail };
  const fix = `free ${gigabytes(stillNeeded - free)} GB, or set MSAFEEDIT_CACHE to a folder on a larger disk`;
  return { name, status: 'warning', detail, fix };
}

function tool(name: string, search: FoundTool | MissingTool): SetupCheck {
  if ('command' in search) return { name, status: 'ok', detail: search.version };
  return { name, status: 'missing', detail: search.problem, fix: search.fix };
}

/** A compiler is needed only where the addon has to be compiled, and is not yet. */
function compiler(search: FoundTool | MissingTool): SetupCheck {
  const check = tool('C++ compiler', search);
  if (check.status === 'ok') return check;
  const { name, detail } = check;
  if (findTensorflow() ?? findCudaTensorflow())
    return { name, status: 'ok', detail: `${detail}; none is needed any more` };
  if (tensorflowRecipe()?.prebuilt)
    return { name, status: 'ok', detail: `${detail}; none is needed where the prebuilt addon fits` };
  return check;
}

async function tensorflow(): Promise<SetupCheck> {
  const name = 'TensorFlow engine';
  const problem = unsupportedPlatform();
  if (problem !== undefined) return { name, status: 'warning', detail: problem };
  const installed = findTensorflow() ?? findCudaTensorflow();
  if (!installed) return { name, status: 'missing', detail: 'not installed', fix: setupFix };
  const open = writableByAll(installed);
  if (open !== undefined)
    return { name, status: 'missing', detail: `every user may write to ${open}`, fix: closedCacheFix() };
  const trial = await tryAddon(installed.addon);
  if (trial.loads)
    return {
      name,
      status: 'ok',
      detail: `TensorFlow ${trial.version}, ${origin(installed)} ${installed.addon}`,
    };
  const fix = `delete ${join(installed.addon, '..')}, then ${setupFix}`;
  return { name, status: 'missing', detail: `${installed.addon} does not load: ${trial.reason}`, fix };
}

function origin({ addonOrigin, compiledSince }: InstalledTensorflow): string {
  if (addonOrigin === 'prebuilt') return 'prebuilt addon';
  return `addon compiled here${compiledSince === undefined ? '' : ` (${compiledSince})`}`;
}

function demoModel(): SetupCheck {
  const name = 'Demo model';
  const installed = findDemoModel();
  if (!installed) return { name, status: 'missing', detail: 'not installed', fix: setupFix };
  return { name, status: 'ok', detail: `${installed.file}, ${(demoModelRecipe.bytes / 1e6).toFixed(0)} MB` };
}

function memory(): SetupCheck {
  const detail = `${gigabytes(totalmem())} GB, ${gigabytes(freemem())} GB free`;
  // Measured: the demo's edit peaks at 1.7 GB.
  if (totalmem() >= 3e9) return { name: 'Memory', status: 'ok', detail };
  return { name: 'Memory', status: 'warning', detail, fix: 'the demo needs about 2 GB of memory for itself' };
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}
