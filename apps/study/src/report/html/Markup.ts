import { escapeXml } from '../figures/escapeXml.js';

/** Text that is HTML already. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | false | undefined | readonly Part[];

/**
 * HTML from a template: whatever is put in is escaped, but for `Markup` itself; arrays are put in one after the other. The
 * template's own indentation is left out.
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(
    strings
      .map((text, index) => (index === 0 ? '' : render(parts[index - 1])) + text.replace(/\n\s+/g, '\n'))
      .join(''),
  );
}

function render(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string') return escapeXml(part);
  if (typeof part === 'number') return String(part);
  return part.map(render).join('');
}
