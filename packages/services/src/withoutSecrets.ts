/** The text with each secret replaced by `…`, also as URLs and JSON write it, for messages that repeat what a service said. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .reduce((cleaned, secret) => cleaned.replaceAll(secret, '…'), text);
}
