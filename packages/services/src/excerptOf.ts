import { withoutSecrets } from './withoutSecrets.js';

/** The beginning of what a service said, on one line, for a message. Secrets go before it is cut, lest half of one stay. */
export function excerptOf(text: string, secrets: readonly string[] = []): string {
  const line = withoutSecrets(text, secrets).replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
