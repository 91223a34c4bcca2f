import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** Python with torch and transformers, in `bench/.venv`, made where it isn't there yet. @returns its path */
export function setupPython(say) {
  const folder = path('../.venv');
  const python = join(folder, 'bin', 'python');
  const requirements = path('requirements.txt');
  const stamp = join(folder, 'requirements.txt'); // copied once everything is installed
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(requirements, 'utf8')) return python;
  say('Installing torch and transformers into bench/.venv, once …');
  const run = (command, args) => {
    try {
      execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    } catch (error) {
      throw new Error(
        `torch and transformers could not be installed (${error.message}). Give a Python that has them: --python PATH; ` +
          'or measure our side alone: --ours.',
        { cause: error },
      );
    }
  };
  run('python3', ['-m', 'venv', folder]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
  writeFileSync(stamp, readFileSync(requirements));
  return python;
}
