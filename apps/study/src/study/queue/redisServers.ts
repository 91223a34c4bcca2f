import { isIP } from 'node:net';
import type { RedisOptions } from 'bullmq';
import { codeOf } from '../../codeOf.js';
import { connectionTrouble, tlsTrouble } from '../connectionTrouble.js';
import { reasonOf } from '../reasonOf.js';
import type { ServerUrl } from '../serverUrl.js';

const isEncrypted = (href: string): boolean => href.startsWith('rediss:');

/** What ioredis is to connect with. It tells the host's name within TLS only where it is told to, and some clouds serve many by it. */
export function redisOptions(href: string): RedisOptions {
  const { hostname } = new URL(href);
  const isName = isIP(hostname.replace(/^\[|\]$/g, '')) === 0;
  return { url: href, ...(isEncrypted(href) && isName && { tls: { servername: hostname } }) };
}

/** What a Redis answers to a client that it doesn't know, or that asks for a database that it hasn't. */
const refusal = /^(WRONGPASS|NOAUTH|NOPERM|ERR (AUTH|DB index|invalid DB))/;

/** What lets in clients without certificates of their own, which Redis doesn't by itself. */
const letIn = '`tls-auth-clients no` in its settings lets in others, too';

/** Whether asking again would bring the same. */
export function isFinal(cause: Error): boolean {
  return refusal.test(cause.message) || tlsTrouble(cause) !== undefined;
}

/** What a Redis server refused, or why it wasn't there, and what to do, as the end of a sentence about it. */
export function whyNoRedis(cause: unknown, { href }: ServerUrl): string {
  const message = reasonOf(cause);
  if (message.startsWith('WRONGPASS')) return 'refuses the user or the password';
  if (message.startsWith('NOAUTH')) return 'wants a password, and the address has none';
  if (message.includes('alert certificate required'))
    return `wants certificates of its clients, and msafeedit has none; ${letIn}`;
  const trouble = connectionTrouble(cause);
  if (trouble !== undefined) return trouble;
  const isBroken = ['ECONNRESET', 'EPIPE'].includes(codeOf(cause)) || message === 'Connection is closed';
  if (isBroken || /time(d )?out/i.test(message))
    return (
      (isBroken ? 'broke off the connection' : "doesn't answer") +
      ': a firewall is in between, or the port is another one, ' +
      (isEncrypted(href)
        ? `or one without TLS (redis:// instead of rediss://), or certificates of clients are wanted (${letIn})`
        : 'or one with TLS (rediss:// instead of redis://)')
    );
  return `could not be used: ${message}`;
}
