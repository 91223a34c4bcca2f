import { RuntimeError } from '../RuntimeError.js';
import type { HubSettings } from './HubSettings.js';
import type { HubSource } from './HubSource.js';

/** An answer of the hub that isn't the one wanted. */
export interface Refusal {
  readonly status: number;
  /** `x-error-code`: RepoNotFound, RevisionNotFound, EntryNotFound, GatedRepo… */
  readonly code: string | undefined;
  /** `x-error-message`, in the hub's words. */
  readonly message: string | undefined;
}

/** A refusal of the hub as an error that says what to do; the token is never part of it. */
export class HubRefusal extends RuntimeError {
  constructor(
    readonly refusal: Refusal,
    message: string,
  ) {
    super('setup', message);
  }
}

/** @param file the one asked for, where it was a file */
export function hubRefusal(
  refusal: Refusal,
  { repo, revision }: HubSource,
  { endpoint, token }: HubSettings,
  file?: string,
): HubRefusal {
  return new HubRefusal(refusal, `hf:${repo}: ${sentence()}`);

  function sentence(): string {
    const page = `${endpoint}/${repo}`;
    switch (refusal.code) {
      case 'GatedRepo':
        return (
          `this model is gated. Accept its terms on ${page}, then ` +
          (token === undefined
            ? 'set HF_TOKEN to a token of the same account.'
            : 'try again with a token of the same account; the one in use (HF_TOKEN) has no access.')
        );
      case 'RevisionNotFound':
        return `there is no revision ${revision}; see the branches and tags on ${page}/tree/main.`;
      case 'EntryNotFound':
        return `there is no file ${file ?? ''} at the revision ${revision}; see ${page}/tree/${revision}.`;
    }
    if (refusal.status === 401 || refusal.code === 'RepoNotFound')
      return token === undefined
        ? `there is no such model on ${endpoint}, or it is private: check its name, or set HF_TOKEN.`
        : `there is no such model on ${endpoint}, or the token in use (HF_TOKEN) is not valid for it: check both.`;
    if (refusal.status === 403)
      return `the hub refuses access${quoted()}: the token in use must be allowed to read this model.`;
    if (refusal.status === 404)
      return `nothing is found${file === undefined ? '' : ` for ${file}`} on ${endpoint}.`;
    if (refusal.status === 429)
      return `the hub takes no more requests for now${quoted()}; try again in some minutes.`;
    return `the hub answered with status ${refusal.status}${quoted()}; try again later.`;
  }

  function quoted(): string {
    return refusal.message ? ` (${refusal.message})` : '';
  }
}

/** The hub, or the host that it sent us to, can't be reached, or breaks off again and again. */
export class HubUnreachable extends RuntimeError {
  constructor({ repo }: HubSource, host: string, cause: unknown) {
    super(
      'setup',
      `hf:${repo}: ${host} can't be reached or breaks off (${reasonOf(cause)}). Check the network (HTTPS_PROXY, HF_ENDPOINT) ` +
        'and try again; what has come so far is kept. A model that is in the cache loads without a network: HF_HUB_OFFLINE=1.',
      { cause },
    );
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return cause.message || code || cause.name;
}
