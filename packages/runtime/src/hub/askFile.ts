import { RuntimeError } from '../RuntimeError.js';
import { drop, type HubClient } from './HubClient.js';

/** A file at a commit, as the hub describes it. */
export interface HubFile {
  readonly name: string;
  /** Names its content: SHA-256 for LFS files, git's SHA-1 for others. */
  readonly etag: string;
  /** In bytes. */
  readonly size: number;
}

/**
 * Asks what a file is, without its content.
 * @throws RuntimeError as `HubClient.ask`; 'setup' where the answer lacks an etag or a size
 */
export async function askFile(client: HubClient, name: string, commit: string): Promise<HubFile> {
  const url = client.fileUrl(name, commit);
  const { status, header, body } = await client.retry(() =>
    client.ask(url, { method: 'HEAD', file: name, stayOnHub: true }),
  );
  await drop(body);
  const etag = (header('x-linked-etag') ?? header('etag') ?? '').replace(/^W\//, '').replaceAll('"', '');
  // A redirect's own length is that of its page.
  const size = header('x-linked-size') ?? (status < 300 ? header('content-length') : undefined);
  if (/^[\w-]+(\.[\w-]+)*$/.test(etag) && /^\d+$/.test(size ?? '')) return { name, etag, size: Number(size) };
  throw new RuntimeError(
    'setup',
    `${url}: the answer has no etag or no size, so this is no hub, or something on the way to it changes its answers; ` +
      'check HF_ENDPOINT and the proxy.',
  );
}
