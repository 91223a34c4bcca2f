import { describe, expect, it } from 'vitest';
import { hasPassword, url } from './url.js';

describe('url', () => {
  it.each(['http://localhost:11434/v1', 'https://api.example.org/a@b?x=c:d@e', 'http://[::1]:80/'])(
    'takes %s',
    (address) => {
      expect(url(address)).toBe(address);
    },
  );

  it.each(['localhost:11434/v1', 'ftp://x', 'http://', 'x'])('takes no %s', (address) => {
    expect(() => url(address)).toThrow('must begin with http:// or https://');
  });

  it.each([
    'https://me:sesame@host/v1',
    'https://sesame@host',
    'me:sesame@host/v1',
    'http://me:sesame@ho st',
  ])('takes no password, and does not repeat it: %s', (address) => {
    expect(hasPassword(address)).toBe(true);
    expect(() => url(address)).toThrow('holds a user name or a password');
    expect(() => url(address)).not.toThrow('sesame');
  });
});
