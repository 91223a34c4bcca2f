const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text for XML and HTML, as an element's content or in a quoted attribute; characters that neither may hold become �, and so do
 * the marks that turn the direction of writing round, which would turn our words beside them.
 */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!).replace(forbidden, '\ufffd');
}

/** Control characters but for tab and line ends, halves of surrogate pairs, the two that are no characters, and those marks. */
const forbidden = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff\u202a-\u202e\u2066-\u2069]/gu;
