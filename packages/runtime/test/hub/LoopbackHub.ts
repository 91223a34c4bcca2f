import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A model on the loopback hub. */
export interface HubModel {
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Default `main`; a commit is made of the content. */
  readonly branch?: string;
  /** Only for whoever has this token. */
  readonly token?: string;
  /** Files can be had with this token only, since its owner has accepted the terms. */
  readonly gatedFor?: string;
}

export interface LoggedRequest {
  /** The hub's own server, or the other one that keeps large files. */
  readonly at: 'hub' | 'store';
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
  /** Bytes of a body that were handed to the socket. */
  bytes: number;
}

/** Deals with a request in the hub's place, or returns false and leaves it to the hub. */
export type Fault = (request: LoggedRequest, response: ServerResponse) => boolean;

const isLarge = (name: string): boolean => /\.(safetensors|bin|gguf)$/.test(name);

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const gitSha1 = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

/** The name that a file's content has in a cache: large files are kept by LFS. */
export const etagOf = (name: string, bytes: Uint8Array): string =>
  isLarge(name) ? sha256(bytes) : gitSha1(bytes);

/** The files of a folder, by name. */
export function filesOf(folder: string): Record<string, Uint8Array> {
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(entries.map(({ name }) => [name, readFileSync(join(folder, name))]));
}

/**
 * A hub on this machine, as the public one answers: a listing of a revision, files by HEAD and GET with `etag`,
 * `x-repo-commit`, `x-linked-etag` and `x-linked-size`; small files through a redirect on the hub itself, large ones
 * through a signed address on another host, which knows ranges and has etags of its own.
 * https://huggingface.co/docs/hub/api, https://huggingface.co/docs/huggingface_hub/package_reference/file_download
 */
export class LoopbackHub {
  readonly requests: LoggedRequest[] = [];
  readonly models = new Map<string, HubModel>();
  fault: Fault | undefined;
  private readonly hub = createServer((request, response) => {
    this.receive('hub', request, response);
  });
  private readonly store = createServer((request, response) => {
    this.receive('store', request, response);
  });
  private readonly signature = randomBytes(8).toString('hex');

  async start(): Promise<this> {
    await Promise.all([listen(this.hub), listen(this.store)]);
    return this;
  }

  get endpoint(): string {
    return addressOf(this.hub);
  }

  /** All bodies' bytes of requests for this file since `requests` was last emptied. */
  sent(file: string): number {
    return this.requests.filter(({ path }) => path.includes(file)).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  commitOf(repo: string): string {
    const { files } = this.models.get(repo)!;
    const hash = createHash('sha1').update(repo);
    for (const name of Object.keys(files).sort()) hash.update(name).update(files[name]!);
    return hash.digest('hex');
  }

  async stop(): Promise<void> {
    for (const server of [this.hub, this.store]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  private receive(at: LoggedRequest['at'], request: IncomingMessage, response: ServerResponse): void {
    const logged: LoggedRequest = {
      at,
      method: request.method ?? '',
      path: decodeURIComponent(request.url ?? ''),
      range: request.headers.range,
      authorization: request.headers.authorization,
      bytes: 0,
    };
    this.requests.push(logged);
    if (this.fault?.(logged, response)) return;
    if (at === 'store') this.answerStore(logged, response);
    else this.answerHub(logged, response);
  }

  private answerHub(request: LoggedRequest, response: ServerResponse): void {
    const { pathname } = new URL(request.path, this.endpoint);
    const listing = /^\/api\/models\/(.+)\/revision\/(.+)$/.exec(pathname);
    const file = /^\/(.+)\/resolve\/([^/]+)\/(.+)$/.exec(pathname);
    const small = /^\/api\/resolve-cache\/models\/(.+)\/([0-9a-f]{40})\/(.+)$/.exec(pathname);
    const [, repo = '', revision = '', name = ''] = listing ?? small ?? file ?? [];
    const model = this.models.get(repo);
    const bearer = request.authorization?.replace('Bearer ', '');
    if (model === undefined || (model.token !== undefined && model.token !== bearer)) {
      // Who isn't known may not even learn that there is no such model.
      refuse(response, bearer === undefined ? 401 : 404, 'RepoNotFound', 'Repository not found');
      return;
    }
    const commit = this.commitOf(repo);
    if (revision !== commit && revision !== (model.branch ?? 'main')) {
      refuse(response, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
      return;
    }
    if (listing) {
      const siblings = Object.keys(model.files).map((rfilename) => ({ rfilename }));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ _id: 'x', id: repo, sha: commit, private: false, siblings }));
      return;
    }
    if (model.gatedFor !== undefined && model.gatedFor !== bearer) {
      refuse(
        response,
        bearer === undefined ? 401 : 403,
        'GatedRepo',
        `Access to model ${repo} is restricted`,
      );
      return;
    }
    const bytes = model.files[name];
    if (bytes === undefined) {
      refuse(response, 404, 'EntryNotFound', 'Entry not found');
      return;
    }
    const etag = `"${etagOf(name, bytes)}"`;
    response.setHeader('x-repo-commit', commit);
    if (small) {
      response.setHeader('etag', etag);
      deliver(request, response, bytes);
      return;
    }
    response.setHeader('x-linked-etag', etag);
    response.setHeader('x-linked-size', bytes.length);
    const location = isLarge(name)
      ? `${addressOf(this.store)}/${repo}/${name}?signature=${this.signature}`
      : `/api/resolve-cache/models/${repo}/${commit}/${name}`;
    response.writeHead(isLarge(name) ? 302 : 307, { location });
    response.end(request.method === 'HEAD' ? undefined : `Found. Redirecting to ${location}`);
  }

  private answerStore(request: LoggedRequest, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.path, this.endpoint);
    const [, repo = '', name = ''] = /^\/(.+)\/([^/]+)$/.exec(pathname) ?? [];
    const bytes = this.models.get(repo)?.files[name];
    // Such addresses are signed for GET, and one that bears credentials as well is refused.
    const welcome = request.method === 'GET' && request.authorization === undefined;
    if (bytes === undefined || !welcome || searchParams.get('signature') !== this.signature) {
      response.writeHead(403).end();
      return;
    }
    response.setHeader('etag', `"${createHash('md5').update(bytes).digest('hex')}-3"`);
    deliver(request, response, bytes);
  }
}

/** Sends a content, or the part of it that a range asks for. */
function deliver(request: LoggedRequest, response: ServerResponse, bytes: Uint8Array): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.range ?? '')?.[1] ?? 0);
  const part = bytes.subarray(start);
  response.statusCode = start > 0 ? 206 : 200;
  if (start > 0) response.setHeader('content-range', `bytes ${start}-${bytes.length - 1}/${bytes.length}`);
  response.setHeader('accept-ranges', 'bytes');
  response.setHeader('content-length', part.length);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  request.bytes = part.length;
  response.end(part);
}

/** Sends the first bytes of what it promises, and then hangs up. */
export function cutAfter(
  count: number,
  request: LoggedRequest,
  response: ServerResponse,
  bytes: Uint8Array,
): void {
  stallAfter(count, request, response, bytes, () => {
    response.destroy();
  });
}

/** Sends the first bytes of what it promises, and then nothing. */
export function stallAfter(
  count: number,
  request: LoggedRequest,
  response: ServerResponse,
  bytes: Uint8Array,
  then: () => void = () => undefined,
): void {
  request.bytes = count;
  response.writeHead(200, { 'content-length': bytes.length, 'accept-ranges': 'bytes' });
  response.write(bytes.subarray(0, count), then);
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, {
    'x-error-code': code,
    'x-error-message': message,
    'content-type': 'text/plain',
  });
  response.end(message);
}

async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
