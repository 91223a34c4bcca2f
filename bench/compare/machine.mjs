import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** What the measurements are of. */
export function machine() {
  return {
    processor: cpus()[0].model.trim(),
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 1e9),
    system: `${platform()} ${release()}`,
    loadAtStart: Number(loadavg()[0].toFixed(2)),
  };
}

/** The commit of a checkout, with a mark where files were changed; undefined where it is none. */
export function commitOf(folder) {
  const git = (...args) =>
    execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+';
    return git('rev-parse', '--short=12', 'HEAD') + changed;
  } catch {
    return undefined;
  }
}
