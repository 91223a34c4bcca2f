import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerptOf } from './excerptOf.js';
import { withoutSecrets } from './withoutSecrets.js';

describe('withoutSecrets', () => {
  it('takes out secrets wherever they stand', () => {
    expect(withoutSecrets('key sk-1 and sk-1, not sk-2', ['sk-1'])).toBe('key … and …, not sk-2');
  });

  it('takes them out as URLs, forms and JSON write them', () => {
    const secret = 'a"b/c d!';
    const body = JSON.stringify({ key: secret });
    const form = new URLSearchParams({ key: secret }).toString();
    const texts = [body, body.replace('/', '\\/'), `?key=${encodeURIComponent(secret)}`, form];
    expect(withoutSecrets(texts.join(' '), [secret])).toBe('{"key":"…"} {"key":"…"} ?key=… key=…');
  });

  it('passes over empty secrets', () => {
    expect(withoutSecrets('text', [''])).toBe('text');
  });
});

describe('excerptOf', () => {
  const secret = 'sk-0123456789abcdefghijklmnopqrstuvwxyz';

  it('holds no part of a secret, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.nat(260), fc.nat(260), (before, after) => {
        const excerpt = excerptOf(`${'x'.repeat(before)}${secret}${'y'.repeat(after)}`, [secret]);
        expect(excerpt).not.toContain('sk-0');
        expect(excerpt.length).toBeLessThanOrEqual(201);
      }),
    );
  });

  it('is one line', () => {
    expect(excerptOf('  <html>\n <b>Bad\tGateway</b>\n')).toBe('<html> <b>Bad Gateway</b>');
  });
});
