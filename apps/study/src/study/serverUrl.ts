import { z } from 'zod';
import { CliError } from '../CliError.js';
import type { Context } from '../Context.js';
import { findKey } from '../findKey.js';

/** Where a server is. */
export interface ServerUrl {
  /** With the password: for connecting, and for nothing that is printed, kept or exported. */
  readonly href: string;
  /** The same without a password or options, for messages. */
  readonly shown: string;
}

/**
 * What `pg` takes for `verify-full`: it says so each time in many lines, since its next version will check less. The stronger one
 * is named for it, so that this stays.
 */
const checkedMode = /([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/;

const variable = /^\$([A-Za-z_][A-Za-z0-9_]*)$/;

/** A server's address in study.yaml: a URL, or `$NAME` for the environment variable that holds it. */
export function serverAddress(...schemes: readonly string[]): z.ZodString {
  const mistake = `must be ${schemes.join(':// or ')}://…, or $NAME for the environment variable that holds it`;
  return z
    .string(mistake)
    .refine(
      (text) => variable.test(text) || schemes.some((scheme) => text.startsWith(`${scheme}://`)),
      mistake,
    );
}

/**
 * The server that an address of study.yaml names.
 * @param address as `serverAddress` takes it; a variable may also stand in a file `.env` in the working folder
 * @param key of study.yaml, for messages
 * @throws {CliError} 'usage': the variable is not set, or it is no such URL; the message holds no part of it
 */
export function serverUrl(
  address: string,
  key: string,
  schemes: readonly string[],
  context: Pick<Context, 'env' | 'folder'>,
): ServerUrl {
  const name = variable.exec(address)?.[1];
  const where = name === undefined ? `study.yaml's \`${key}\`` : `The environment variable ${name}`;
  const href = name === undefined ? address : findKey(context, name);
  if (href === undefined)
    throw new CliError(
      'usage',
      `study.yaml's \`${key}\` is $${name!}, but that variable is not set. Set it in the environment, or write ${name!}=… into a file .env in this folder.`,
    );
  const url = parse(href);
  if (!url || !schemes.includes(url.protocol.slice(0, -1)))
    throw new CliError(
      'usage',
      `${where} is no address such as ${schemes[0]!}://user:password@host/name. In a password, characters such as @ : / ? # % ` +
        'are written %40 %3A %2F %3F %23 %25.',
    );
  const checked =
    url.searchParams.get('uselibpqcompat') === 'true' ? href : href.replace(checkedMode, '$1verify-full');
  [url.password, url.search] = ['', ''];
  return { href: checked, shown: url.href };
}

/** Undefined where it is no URL; nor is one whose password goes on behind what a URL takes for its end. */
function parse(href: string): URL | undefined {
  try {
    const url = new URL(href);
    decodeURIComponent(url.username + url.password + url.pathname);
    const isCut = url.hash !== '' || [url.pathname, url.search].some((part) => part.includes('@'));
    return isCut ? undefined : url;
  } catch {
    return undefined;
  }
}
