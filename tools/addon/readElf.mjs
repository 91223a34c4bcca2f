import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename } from 'node:path';

/** The system's own libraries, which every Node needs too. */
const systemLibraries = /^(libc|libm|libdl|libpthread|librt|libstdc\+\+|libgcc_s|ld-linux-.*)\.so\.\d+$/;

/**
 * What a shared library asks of the system that loads it, as binutils' objdump tells it: the libraries that it needs, where it looks
 * for them, and the newest version of each set of symbols (GLIBC, GLIBCXX, CXXABI, GCC).
 */
export function readElf(file) {
  const text = execFileSync('objdump', ['-p', file], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const all = (pattern) => [...text.matchAll(pattern)].map(([, ...groups]) => groups);
  const versions = new Map();
  for (const [set, version] of all(/\s(GLIBC|GLIBCXX|CXXABI|GCC)_([\d.]+)$/gm))
    if (compare(version, versions.get(set) ?? '0') > 0) versions.set(set, version);
  return {
    file,
    needed: all(/^\s*NEEDED\s+(\S+)$/gm).flat(),
    runPaths: all(/^\s*(?:RUNPATH|RPATH)\s+(\S+)$/gm).flat(),
    versions,
  };
}

/**
 * Why an addon would not load elsewhere, or tells of this machine: it may need no more than TensorFlow's own libraries do.
 * @param allowed what `readElf` tells of these
 * @param libraryNames the names of these, which the addon looks for beside itself
 * @param paths this machine's, which must not be within
 */
export function portabilityProblems({ file, needed, runPaths, versions }, { allowed, libraryNames, paths }) {
  const name = basename(file);
  const problems = [];
  for (const library of needed)
    if (!libraryNames.includes(library) && !systemLibraries.test(library))
      problems.push(`${name} needs ${library}, which no system has by itself.`);
  if (runPaths.some((path) => path !== '$ORIGIN'))
    problems.push(`${name} looks for libraries in ${runPaths.join(', ')}, not beside itself alone.`);
  for (const [set, version] of versions) {
    const most = allowed
      .map((elf) => elf.versions.get(set) ?? '0')
      .sort(compare)
      .at(-1);
    if (compare(version, most) > 0)
      problems.push(
        `${name} needs ${set}_${version}, and TensorFlow's library no more than ${set}_${most}: build it on an older system, or name in CXX a compiler for one (CONTRIBUTING.md).`,
      );
  }
  const bytes = readFileSync(file);
  for (const path of [...paths, homedir(), process.cwd()])
    if (path !== '/' && bytes.includes(`${path}/`))
      problems.push(`${name} holds the path ${path} of this machine.`);
  return problems;
}

/** Of two versions such as 2.2.5 and 2.14: below 0 where the first is older. */
function compare(one, other) {
  const [first, second] = [one, other].map((version) => version.split('.').map(Number));
  for (let index = 0; index < Math.max(first.length, second.length); index++) {
    const difference = (first[index] ?? 0) - (second[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
