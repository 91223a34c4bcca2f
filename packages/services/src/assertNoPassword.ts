import { ServiceError } from './ServiceError.js';

/**
 * An address with a user name or a password in it would carry them into messages, logs and results, where addresses stand.
 * @throws {ServiceError} `key`; its message doesn't hold the address
 */
export function assertNoPassword(service: string, address: string | URL): void {
  const { username, password } = new URL(address);
  if (username === '' && password === '') return;
  throw new ServiceError(
    'key',
    service,
    'the address holds a user name or a password, which messages and results could repeat. Take it out of the address, and give the key as a key.',
  );
}
