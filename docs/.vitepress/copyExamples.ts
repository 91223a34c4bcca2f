import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const examples = fileURLToPath(new URL('../examples', import.meta.url));

/** Lays the examples' reports, which are whole pages of their own, and their studies beside the pages that link to them. */
export async function copyExamples(site: string): Promise<void> {
  for (const study of await readdir(examples)) {
    const folder = join(site, 'examples', study);
    await mkdir(folder, { recursive: true });
    for (const file of ['report.html', 'study.yaml'])
      await copyFile(join(examples, study, file), join(folder, file));
  }
}
