import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { RuntimeError } from '../RuntimeError.js';

/** Where the hub is, where its files are kept, and how to ask it; read as Python's huggingface_hub reads them. */
export interface HubSettings {
  /** Without a slash at its end. */
  readonly endpoint: string;
  /** The folder that holds `models--owner--name`. */
  readonly cache: string;
  readonly token: string | undefined;
  /** Nothing is asked of the hub: what isn't in the cache isn't there. */
  readonly offline: boolean;
  /** Whether the cache's snapshots link to its blobs (else they hold the files themselves). */
  readonly symlinks: boolean;
  /** A connection that brings nothing for so long is given up. */
  readonly stallMs: number;
  /** How long to wait before the second try; twice as long before each further one. */
  readonly retryMs: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const publicHub = 'https://huggingface.co';
const stallSeconds = 30;

/**
 * The settings that the environment gives: `HF_ENDPOINT`, `HF_HOME`, `HF_HUB_CACHE` (or its old name
 * `HUGGINGFACE_HUB_CACHE`), `HF_TOKEN` (or `HUGGING_FACE_HUB_TOKEN`, or the file `HF_TOKEN_PATH`), `HF_HUB_OFFLINE` (or
 * `TRANSFORMERS_OFFLINE`), `HF_HUB_DISABLE_SYMLINKS`, `HF_HUB_DOWNLOAD_TIMEOUT` in seconds.
 * @throws RuntimeError 'input' for an endpoint that is no URL, or holds a password
 */
export function hubSettings(env: Environment, token?: string): HubSettings {
  const folder = (name: string): string | undefined => expand(env[name], env);
  const home =
    folder('HF_HOME') ?? join(folder('XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'huggingface');
  const seconds = Number(env['HF_HUB_DOWNLOAD_TIMEOUT']);
  return {
    endpoint: endpointOf(env['HF_ENDPOINT'] || publicHub),
    cache: folder('HF_HUB_CACHE') ?? folder('HUGGINGFACE_HUB_CACHE') ?? join(home, 'hub'),
    token: clean(token) ?? tokenOf(env, folder('HF_TOKEN_PATH') ?? join(home, 'token')),
    offline: isTrue(env['HF_HUB_OFFLINE'] || env['TRANSFORMERS_OFFLINE']),
    symlinks: !isTrue(env['HF_HUB_DISABLE_SYMLINKS']),
    stallMs: 1000 * (seconds > 0 ? seconds : stallSeconds),
    retryMs: 500,
  };
}

function endpointOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // The address stands in messages and in what is kept; a password must not.
  if (url.includes('@'))
    throw new RuntimeError(
      'input',
      'HF_ENDPOINT holds an @, as an address with a user name or a password does; take them out, and set HF_TOKEN.',
    );
  if (parsed && /^https?:$/.test(parsed.protocol)) return url.replace(/\/+$/, '');
  throw new RuntimeError(
    'input',
    `HF_ENDPOINT is "${url}", which is no http or https address; correct it or unset it.`,
  );
}

function tokenOf(env: Environment, file: string): string | undefined {
  if (isTrue(env['HF_HUB_DISABLE_IMPLICIT_TOKEN'])) return undefined;
  return clean(env['HF_TOKEN']) ?? clean(env['HUGGING_FACE_HUB_TOKEN']) ?? clean(readToken(file));
}

function readToken(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // nobody has logged in
  }
}

const clean = (text: string | undefined): string | undefined => text?.trim() || undefined;

const isTrue = (text: string | undefined): boolean => /^(1|on|yes|true)$/i.test(text ?? '');

/** A path with its `~` and `$NAME` filled in; an empty one counts as none. */
function expand(path: string | undefined, env: Environment): string | undefined {
  if (!path) return undefined;
  return path
    .replace(/^~(?=$|[/\\])/, homedir())
    .replace(/\$(?:\{(\w+)\}|(\w+))/g, (text, braced: string | undefined, plain: string | undefined) => {
      return env[braced ?? plain ?? ''] ?? text;
    });
}
