// Does a change of what the libraries offer (api/) come with a changeset? Compared is with the place where this branch left
// main, or with the commit that is given.
import { execFileSync } from 'node:child_process';
import { repository } from './publishedPackages.mjs';

const base = process.argv[2] ?? whereBranched();
if (base === undefined) console.log('There is no origin/main to compare api/ with.');
else if (changed('api').length > 0 && changed('.changeset/*.md').length === 0) {
  console.error(
    `What the libraries offer (${changed('api').join(', ')}) has changed: describe it, npx changeset.`,
  );
  process.exitCode = 1;
}

function whereBranched() {
  try {
    return git('merge-base', 'HEAD', 'origin/main').trim();
  } catch {
    return undefined;
  }
}

/** Files that are new or other than in the base, committed or not. */
function changed(path) {
  const tracked = git('diff', '--name-only', '--diff-filter=d', base, '--', path);
  const untracked = git('ls-files', '--others', '--exclude-standard', '--', path);
  return `${tracked}${untracked}`.split('\n').filter((file) => file !== '');
}

function git(...args) {
  return execFileSync('git', args, { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
