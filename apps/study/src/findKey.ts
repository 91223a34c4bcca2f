import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { CliError } from './CliError.js';
import type { Context } from './Context.js';

/** A key from the environment, or from a file `.env` in the working folder; `undefined` where neither has it. */
export function findKey(context: Pick<Context, 'env' | 'folder'>, name: string): string | undefined {
  return context.env[name] || readEnvFile(context.folder)[name] || undefined;
}

/** @throws {CliError} 'usage': neither has it */
export function requireKey(context: Context, name: string): string {
  const key = findKey(context, name);
  if (key !== undefined) return key;
  throw new CliError(
    'usage',
    `The key ${name} is missing. Set it in the environment, or write ${name}=… into a file .env in this folder.`,
  );
}

function readEnvFile(folder: string): NodeJS.Dict<string> {
  const file = join(folder, '.env');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new CliError('failed', `Can't read ${file}: ${(cause as Error).message}`, { cause });
  }
  return parseEnv(text);
}
