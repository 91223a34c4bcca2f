import { RuntimeError } from '../RuntimeError.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOTDIR: 'a part of its path is a file, not a folder; check the path',
  EISDIR: 'it is a folder; give a file',
  EACCES: 'permission denied; change its permissions or choose another place',
  EPERM: 'permission denied; change its permissions or choose another place',
  EROFS: 'its disk is read-only; choose another place',
  ENOSPC: 'no space is left on its disk; free some or choose another place',
  EDQUOT: 'the disk quota is used up; free some space or choose another place',
  EFBIG: 'it would be larger than its disk or the limits of this process allow; choose another place',
  ENAMETOOLONG: 'its name is too long; choose a shorter one',
  EMFILE: 'too many files are open; raise the limit (ulimit -n)',
};

/** Turns what Node's fs threw into one line that names the path and says what to do. */
export function fileError(action: 'read' | 'write', path: string, cause: unknown): RuntimeError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return new RuntimeError('file', `Can't ${action} ${path}: ${reason(action, code, cause)}.`, { cause });
}

/** Whether Node's fs threw this, and not one of us or a caller's function. */
export const isSystemError = (cause: unknown): boolean =>
  cause instanceof Error && cause.name === 'Error' && 'code' in cause;

function reason(action: 'read' | 'write', code: string, cause: unknown): string {
  if (code === 'ENOENT') {
    return action === 'read'
      ? 'it does not exist; check the path'
      : 'its folder does not exist; make it first';
  }
  return REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause));
}
