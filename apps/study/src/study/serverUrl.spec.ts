import { describe, expect, it } from 'vitest';
import { parseStudy } from './readStudy.js';
import { serverUrl } from './serverUrl.js';
import { presetText } from './studyPresets.js';

const open = (address: string, env: NodeJS.ProcessEnv = {}) =>
  serverUrl(address, 'store', ['postgres', 'postgresql'], { env, folder: import.meta.dirname });

describe('serverUrl', () => {
  it('takes an address as it stands, or from a variable, and shows it without the password and what is behind it', () => {
    const href = 'postgres://me:s%40cret@db.example:5433/results?sslmode=verify-full';
    const shown = 'postgres://me@db.example:5433/results';
    expect(open(href)).toEqual({ href, shown });
    expect(open('$STORE_URL', { STORE_URL: href })).toEqual({ href, shown });
  });

  it.each([
    ['?sslmode=require', '?sslmode=verify-full'],
    [
      '?application_name=x&sslmode=prefer&keepalives=1',
      '?application_name=x&sslmode=verify-full&keepalives=1',
    ],
    ['?sslmode=verify-ca', '?sslmode=verify-full'],
    ['?sslmode=disable', '?sslmode=disable'],
    ['?sslmode=no-verify', '?sslmode=no-verify'],
    ['?uselibpqcompat=true&sslmode=require', '?uselibpqcompat=true&sslmode=require'],
  ])('checks certificates as strictly for %s as ever', (given, taken) => {
    expect(open(`postgres://me:s%40cret@db/results${given}`).href).toBe(
      `postgres://me:s%40cret@db/results${taken}`,
    );
  });

  it('says which variable is not set', () => {
    expect(() => open('$STORE_URL')).toThrow('`store` is $STORE_URL, but that variable is not set');
  });

  it.each([
    'postgres://me:12#secret@db/results',
    'postgres://me:12/secret@db/results',
    'postgres://me:12?secret@db/results',
    'postgres://me:secret%@db/results',
    'redis://me:secret@db/0',
    'secret',
  ])('refuses %s, and repeats nothing of it', (address) => {
    expect(() => open('$STORE_URL', { STORE_URL: address })).toThrow(
      /^The environment variable STORE_URL is no address such as postgres:\/\/user:password@host\/name\. In a password, .{0,99}$/,
    );
  });
});

describe('store in study.yaml', () => {
  const study = (store: string): unknown =>
    parseStudy(`${presetText('smoke')}\nstore: ${store}\n`, 'study.yaml');

  it.each(['postgres://db/results', 'postgresql://db/results', '$STORE_URL'])('may be %s', (store) => {
    expect(study(store)).toMatchObject({ store });
  });

  it('is refused without being repeated', () => {
    expect(() => study('mysql://me:secret@db')).toThrow(
      /^study\.yaml can't be used:\n {2}store: must be postgres:\/\/ or postgresql:\/\/…, or \$NAME for the environment variable that holds it$/,
    );
  });
});
