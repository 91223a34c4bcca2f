import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Markup, markup } from './Markup.js';

describe('markup', () => {
  it('escapes what is put in, and nothing that is HTML already', () => {
    expect(
      markup`<p title="${'"a" & \'b\''}">${'<script>'}${new Markup('<b>c</b>')}${1}${false}${undefined}</p>`
        .text,
    ).toBe('<p title="&quot;a&quot; &amp; &#39;b&#39;">&lt;script&gt;<b>c</b>1</p>');
    expect(
      markup`<ul>
        ${['<', markup`<li></li>`]}
      </ul>`.text,
    ).toBe('<ul>\n&lt;<li></li>\n</ul>');
  });

  it('lets no text leave its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const made = markup`${text}`.text;
        expect(made).not.toMatch(/[<>"']/);
        expect(made.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
      }),
    );
  });

  it('replaces what neither HTML nor XML may hold, and what turns our words round', () => {
    expect(markup`${'a\u0000b\u000bc\ud800d\uffffe\tf\n\u202eg\u2066'}`.text).toBe('a�b�c�d�e\tf\n�g�');
  });
});
