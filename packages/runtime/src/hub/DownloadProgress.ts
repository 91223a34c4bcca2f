import type { SetupEvent } from '../setup/index.js';
import { megabytes } from '../setup/diskSpace.js';
import type { HubFile } from './askFile.js';

/** Adds up what has come of several files, and tells it in the form that set-up has. */
export class DownloadProgress {
  private readonly done = new Map<string, number>();
  private readonly total: number;

  constructor(
    private readonly step: string,
    private readonly files: readonly HubFile[],
    private readonly onProgress: ((event: SetupEvent) => void) | undefined,
  ) {
    this.total = files.reduce((sum, { size }) => sum + size, 0);
  }

  /** @param bytes of that file, so far */
  update(file: HubFile, bytes: number): void {
    this.done.set(file.name, bytes);
    const sum = [...this.done.values()].reduce((all, one) => all + one, 0);
    const { length } = this.files;
    const place = length === 1 ? '' : `file ${this.files.indexOf(file) + 1} of ${length}, `;
    this.onProgress?.({
      step: this.step,
      fraction: this.total === 0 ? 1 : sum / this.total,
      detail: `${place}${megabytes(sum)} of ${megabytes(this.total)} MB`,
    });
  }
}
