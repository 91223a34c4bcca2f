import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { HubSettings } from './HubSettings.js';
import { type HubSource, isCommit } from './HubSource.js';

/**
 * One model's part of the cache folder, laid out as Python's huggingface_hub does: `refs/<revision>` holds a commit,
 * `snapshots/<commit>/<file>` is a link to `blobs/<etag>`.
 * https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */
export class HubCache {
  readonly folder: string;

  constructor(
    readonly source: HubSource,
    private readonly settings: HubSettings,
  ) {
    this.folder = join(settings.cache, `models--${source.repo.replaceAll('/', '--')}`);
  }

  /** The commit that the revision is known to be, or undefined where it has never been asked for. */
  async commit(): Promise<string | undefined> {
    const { revision } = this.source;
    if (isCommit(revision)) return revision;
    const text = await readFile(this.ref, 'utf8').catch(() => '');
    return isCommit(text.trim()) ? text.trim() : undefined;
  }

  /** Remembers which commit the revision is. */
  async keepCommit(commit: string): Promise<void> {
    if ((await this.commit()) === commit) return;
    await mkdir(dirname(this.ref), { recursive: true });
    const written = `${this.ref}.${randomBytes(4).toString('hex')}.tmp`;
    await writeFile(written, commit);
    await rename(written, this.ref);
  }

  snapshot(commit: string): string {
    return join(this.folder, 'snapshots', commit);
  }

  blob(etag: string): string {
    return join(this.folder, 'blobs', etag);
  }

  /** Whether a file is there; a link to a blob that is gone doesn't count. */
  has(commit: string, file: string): boolean {
    return existsSync(join(this.snapshot(commit), file));
  }

  async files(commit: string): Promise<string[]> {
    const names = await readdir(this.snapshot(commit)).catch(() => []);
    return names.filter((name) => this.has(commit, name));
  }

  /**
   * Puts a blob into a snapshot under its file's name.
   * @param isNew whether the blob was just made, so that nothing else needs it where links can't be made
   */
  async link(etag: string, commit: string, file: string, isNew: boolean): Promise<void> {
    const blob = this.blob(etag);
    const pointer = join(this.snapshot(commit), file);
    await mkdir(dirname(pointer), { recursive: true });
    await rm(pointer, { force: true });
    if (this.settings.symlinks) {
      try {
        await symlink(relative(dirname(pointer), blob), pointer);
        return;
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? '';
        if (code === 'EEXIST' && this.has(commit, file)) return; // another process was quicker
        if (!['EPERM', 'EACCES', 'ENOSYS', 'ENOTSUP', 'EINVAL'].includes(code)) throw error;
      }
    }
    await (isNew ? rename(blob, pointer) : copyFile(blob, pointer));
  }

  private get ref(): string {
    return join(this.folder, 'refs', this.source.revision);
  }
}
