import { describe, expect, it } from 'vitest';
import { reply, startLoopback } from '../../../services/test/startLoopback.js';
import { createLibreTranslateTranslator } from './createLibreTranslateTranslator.js';

describe('createLibreTranslateTranslator', () => {
  it('sends no key where there is none, and gives back the white space that the server drops', async () => {
    const server = await startLoopback(reply(200, { translatedText: ['Hola.', '', 'Adiós.'] }));
    const translator = createLibreTranslateTranslator({ baseUrl: `${server.url}/` });
    expect(await translator.translate(['Hello.\n\n', ' ', 'Bye.'], { from: 'en-GB', to: 'es' })).toEqual([
      { text: 'Hola.\n\n' },
      { text: ' ' },
      { text: 'Adiós.' },
    ]);
    expect(JSON.parse(server.requests[0]!.body)).toEqual({
      q: ['Hello.\n\n', ' ', 'Bye.'],
      source: 'en',
      target: 'es',
      format: 'text',
    });
  });

  it.each([
    [400, 'Visit https://example.org to get an API key', 'key'],
    [400, 'Please contact the server operator to get an API key', 'key'],
    [400, 'th is not supported', 'rejected'],
  ])('tells %i "%s" apart as %s', async (status, error, code) => {
    const { url: baseUrl } = await startLoopback(reply(status, { error }));
    const translator = createLibreTranslateTranslator({ baseUrl });
    await expect(translator.translate(['x'], { from: 'en', to: 'th' })).rejects.toMatchObject({ code });
  });

  it.each([[['one', 'two']], ['one'], [[]]])(
    'says that %j is not one translation',
    async (translatedText) => {
      const { url: baseUrl } = await startLoopback(reply(200, { translatedText }));
      const translator = createLibreTranslateTranslator({ baseUrl, retries: 0 });
      await expect(translator.translate(['x'], { from: 'en', to: 'es' })).rejects.toMatchObject({
        code: 'malformed',
      });
    },
  );

  it('takes the limits of its server, by whose host it is named', () => {
    const translator = createLibreTranslateTranslator({
      baseUrl: 'http://localhost:5000',
      charactersPerRequest: 100,
      textsPerRequest: 2,
    });
    expect(translator.limits).toMatchObject({ charactersPerRequest: 100, textsPerRequest: 2 });
    expect(translator.name).toBe('libretranslate localhost:5000');
  });
});
