import { InvalidArgumentError } from 'commander';
import { CliError } from '../CliError.js';

/**
 * A parser for an option that takes a service's address.
 * @throws {CliError} 'usage': it holds a password; commander's own error would repeat it
 */
export function url(text: string): string {
  if (hasPassword(text))
    throw new CliError(
      'usage',
      'An address holds a user name or a password, which results and messages could repeat. Take it out, and give the key in the environment or a file .env.',
    );
  if (!/^https?:/.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('It must begin with http:// or https://.');
  return text;
}

/** Whether an address, whole or not, has something like `user:password@` in it. */
export function hasPassword(text: string): boolean {
  if (!URL.canParse(text)) return /^[^/?#]*:[^/?#]*@/.test(text.replace(/^\w+:\/\//, ''));
  const { username, password, protocol } = new URL(text);
  // `user:password@host` parses, as an address of the scheme "user".
  return username !== '' || password !== '' || (!/^https?:$/.test(protocol) && text.includes('@'));
}
