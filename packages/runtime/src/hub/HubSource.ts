import { RuntimeError } from '../RuntimeError.js';

/** A model on the hub, at a branch, tag or commit. */
export interface HubSource {
  /** `owner/name`, or `name` for the few that have no owner. */
  readonly repo: string;
  /** `main` unless the source names another. */
  readonly revision: string;
}

const scheme = 'hf:';
const part = /^[A-Za-z0-9_][\w.-]*$/;
const longestRepo = 96;

/** Whether a model's source is one on the hub. */
export const isHubSource = (source: string): boolean => source.startsWith(scheme);

/**
 * Reads `hf:owner/name` or `hf:owner/name@revision`.
 * @param revision the one that options name, which must not contradict the source's
 * @throws RuntimeError 'input'
 */
export function parseHubSource(source: string, revision?: string): HubSource {
  const [repo = '', ...rest] = source.slice(scheme.length).split('@');
  const named = rest.length === 0 ? undefined : rest.join('@');
  if (!isHubSource(source) || !isRepo(repo))
    throw new RuntimeError(
      'input',
      `${source}: this is no model on the hub; write hf:owner/name, or hf:owner/name@revision.`,
    );
  if (named !== undefined && revision !== undefined && named !== revision)
    throw new RuntimeError(
      'input',
      `${source} names the revision ${named}, the options name ${revision}; give one.`,
    );
  const chosen = named ?? revision ?? 'main';
  if (!isRevision(chosen))
    throw new RuntimeError(
      'input',
      `${source}: "${chosen}" is no revision; give a branch, a tag or a commit.`,
    );
  return { repo, revision: chosen };
}

function isRepo(repo: string): boolean {
  const parts = repo.split('/');
  const plain = parts.every((name) => part.test(name) && !/--|\.\.|[.-]$/.test(name));
  return parts.length <= 2 && repo.length <= longestRepo && plain;
}

/** A revision names a file in the cache, so it may lead nowhere else. */
function isRevision(revision: string): boolean {
  return revision.split('/').every((name) => part.test(name) && !name.includes('..'));
}

/** A full commit, which needs no look-up. */
export const isCommit = (revision: string): boolean => /^[0-9a-f]{40}$/.test(revision);
