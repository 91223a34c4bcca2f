import type { MarkdownRenderer } from 'vitepress';

/** A header cell without text, the corner of a table with two ways to read it, heads nothing: it is a plain cell. */
export function leaveCornersEmpty(md: MarkdownRenderer): void {
  md.core.ruler.push('empty-corners', ({ tokens }) => {
    for (const [index, open] of tokens.entries()) {
      if (open.type !== 'th_open' || tokens[index + 1]?.content !== '') continue;
      open.tag = 'td';
      tokens[index + 2]!.tag = 'td';
    }
  });
}
