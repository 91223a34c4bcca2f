import { mini, readSamples, type Sample } from '@msafeedit/dataset';

/** The samples that `--data` means: `mini`, or those of a file. */
export async function openSamples(data: string): Promise<readonly Sample[]> {
  return data === 'mini' ? mini : await readSamples(data);
}
