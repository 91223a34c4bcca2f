/** The text with each secret replaced by `…`, also as URLs, forms and JSON write it, for messages that repeat what a service said. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .flatMap(spellings)
    .reduce((cleaned, secret) => cleaned.replaceAll(secret, '…'), text);
}

function spellings(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const form = new URLSearchParams({ '': secret }).toString().slice('='.length);
  // PHP escapes slashes in JSON.
  return [secret, encodeURIComponent(secret), form, json, json.replaceAll('/', '\\/')];
}
