import { RuntimeError } from '../RuntimeError.js';
import { lastLine, runTool } from './runTool.js';

/** A program that set-up needs and that was found on this machine. */
export interface FoundTool {
  /** The program and the arguments that always come first. */
  readonly command: readonly [string, ...string[]];
  /** Its version, as it says it. */
  readonly version: string;
}

/** What is wrong where a program was not found, and how to get it; each half a sentence. */
export interface MissingTool {
  readonly problem: string;
  readonly fix: string;
}

/**
 * The tool, where it was found.
 * @throws RuntimeError 'setup' where it is missing.
 */
export function required(tool: FoundTool | MissingTool): FoundTool {
  if ('command' in tool) return tool;
  throw new RuntimeError('setup', `${tool.problem}: ${tool.fix}, then try again.`);
}

const python = {
  debian: 'sudo apt install python3 python3-pip',
  fedora: 'sudo dnf install python3 python3-pip',
  mac: 'brew install python',
};
const compiler = {
  debian: 'sudo apt install g++',
  fedora: 'sudo dnf install gcc-c++',
  mac: 'xcode-select --install',
};
const npm = { debian: 'sudo apt install npm', fedora: 'sudo dnf install npm', mac: 'brew install node' };

/** How to get what is missing, in the words of the common systems. */
function howToInstall(words: { debian: string; fedora: string; mac: string }): string {
  return `install it (Debian, Ubuntu: ${words.debian}; Fedora: ${words.fedora}; macOS: ${words.mac})`;
}

/** Python 3 with pip, which fetches wheels and unpacks archives. */
export async function findPython(signal?: AbortSignal): Promise<FoundTool | MissingTool> {
  const script = 'import sys; assert sys.version_info >= (3, 7); print(sys.version.split()[0])';
  for (const name of process.platform === 'win32' ? ['python', 'py', 'python3'] : ['python3', 'python']) {
    const answer = await runTool(name, ['-c', script], { signal });
    if (answer.exit !== 0) continue;
    const pip = await runTool(name, ['-m', 'pip', '--version'], { signal });
    if (pip.exit !== 0) {
      const fix = howToInstall({ ...python, mac: `${name} -m ensurepip` });
      return { problem: `Python has no pip ('${name} -m pip' says: ${lastLine(pip)})`, fix };
    }
    const pipVersion = pip.stdout.split(' ').slice(0, 2).join(' ');
    return { command: [name], version: `Python ${answer.stdout.trim()}, ${pipVersion}` };
  }
  return { problem: 'No Python 3 with pip was found on the PATH', fix: howToInstall(python) };
}

/** A C++ compiler: `$CXX`, else the system's. */
export async function findCompiler(signal?: AbortSignal): Promise<FoundTool | MissingTool> {
  const chosen = process.env['CXX']?.trim();
  for (const words of chosen ? [chosen.split(/\s+/)] : [['c++'], ['g++'], ['clang++']]) {
    const [name = '', ...first] = words;
    const answer = await runTool(name, [...first, '--version'], { signal });
    if (answer.exit !== 0) continue;
    return { command: [name, ...first], version: answer.stdout.split('\n')[0]?.trim() ?? name };
  }
  const problem = chosen
    ? `The C++ compiler in $CXX, '${chosen}', does not run`
    : 'No C++ compiler was found on the PATH';
  return { problem, fix: howToInstall(compiler) };
}

/** npm, which fetches the addon's sources. */
export async function findNpm(signal?: AbortSignal): Promise<FoundTool | MissingTool> {
  const answer = await runTool('npm', ['--version'], { signal });
  if (answer.exit === 0) return { command: ['npm'], version: answer.stdout.trim() };
  return { problem: 'npm was not found on the PATH', fix: howToInstall(npm) };
}
