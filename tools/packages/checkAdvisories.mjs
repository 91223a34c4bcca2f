// Has anything that the packages bring along a hole that the registry knows of? What is needed in development alone is not asked for.
// Without a network there is no answer, which is said and fails nothing: the check is of the world, not of this change.
import { spawnSync } from 'node:child_process';
import { repository } from './publishedPackages.mjs';

/** Advisories that don't concern us, by their GHSA id, each with the reason. One that npm no longer reports is to be taken out. */
const explained = new Map([]);

const args = ['audit', '--omit', 'dev', '--json', '--fetch-retries', '1', '--fetch-timeout', '20000'];
const { stdout } = spawnSync('npm', args, { cwd: repository, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
const report = parse(stdout);

if (report?.vulnerabilities === undefined) {
  const reason = report?.error?.summary || report?.message || 'npm said nothing';
  console.log(
    `Known holes were not looked for: the registry can't be asked (${String(reason).split('\n')[0]}).`,
  );
} else {
  const advisories = new Map(
    Object.values(report.vulnerabilities)
      .flatMap(({ via }) => via)
      .filter((cause) => typeof cause === 'object')
      .map((advisory) => [idOf(advisory), advisory]),
  );
  const news = [...advisories].filter(([id]) => !explained.has(id));
  for (const [id, { name, range, severity, title, url }] of news)
    console.error(`${name} ${range}: ${title} (${severity}, ${id}, ${url}).`);
  const gone = [...explained.keys()].filter((id) => !advisories.has(id));
  for (const id of gone)
    console.error(`${id} is explained in checkAdvisories.mjs, but npm reports it no more: take it out.`);
  console.log(
    `${advisories.size} known holes in what the packages bring along, ${news.length} of them not explained.`,
  );
  if (news.length > 0) {
    console.error(
      'Take a version without it (npm audit fix), or explain in checkAdvisories.mjs why it can’t be reached through us.',
    );
    process.exitCode = 1;
  }
  if (gone.length > 0) process.exitCode = 1;
}

function idOf({ url, source }) {
  return /GHSA-[\w-]+/.exec(url ?? '')?.[0] ?? String(source);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
