import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const packages = fileURLToPath(new URL('../../../packages/', import.meta.url));
export const runtimeFixtures = join(packages, 'runtime/test/fixtures');

/** A target whose files are damaged copies of one of the seeds, which are whole. */
export function oneFile(extension, seeds, damage, read) {
  return {
    write: (folder, choice) => {
      const file = join(folder, `damaged${extension}`);
      writeFileSync(file, damage(choice.of(seeds), choice));
      return file;
    },
    read,
  };
}

/** The same for a folder in which one of the files is damaged. @param foldersOfFiles name -> content, each folder */
export function oneFolder(foldersOfFiles, damage, read) {
  return {
    write: (folder, choice) => {
      const files = choice.of(foldersOfFiles);
      const damaged = choice.of(Object.keys(files));
      for (const [name, content] of Object.entries(files))
        writeFileSync(join(folder, name), name === damaged ? damage(content, choice, name) : content);
      return folder;
    },
    read,
  };
}

/** A folder's files by name, with those names only. */
export function filesIn(folder, pattern) {
  const names = readdirSync(folder).filter((name) => pattern.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
}
