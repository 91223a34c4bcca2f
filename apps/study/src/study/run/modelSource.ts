import { join } from 'node:path';

/** Where a study's model is: a path that begins with a dot counts from the study's folder. */
export function modelSource(source: string, folder: string): string {
  return /^\.{1,2}[/\\]/.test(source) ? join(folder, source) : source;
}
