import { describe, expect, it } from 'vitest';
import { reply, startLoopback } from '../../../services/test/startLoopback.js';
import { createGoogleTranslator } from './createGoogleTranslator.js';

describe('createGoogleTranslator', () => {
  it('knows what a million characters cost', () => {
    expect(createGoogleTranslator({ apiKey: 'k' }).estimateCost!(1_000_000, 'th')).toBe(20);
  });

  it.each([
    ['dailyLimitExceeded', 'quota'],
    ['quotaExceeded', 'quota'],
    ['userRateLimitExceeded', 'busy'],
    ['rateLimitExceeded', 'busy'],
    ['accessNotConfigured', 'key'],
    ['forbidden', 'key'],
  ])('tells a 403 for %s apart as %s', async (reason, code) => {
    const body = { error: { code: 403, message: 'No', errors: [{ domain: 'usageLimits', reason }] } };
    const { url: baseUrl } = await startLoopback(reply(403, body));
    const translator = createGoogleTranslator({ apiKey: 'k', baseUrl, retries: 0 });
    await expect(translator.translate(['x'], { from: 'en', to: 'es' })).rejects.toMatchObject({ code });
  });

  it('says that a translation is missing', async () => {
    const { url: baseUrl } = await startLoopback(
      reply(200, { data: { translations: [{ translatedText: 'a' }] } }),
    );
    const translator = createGoogleTranslator({ apiKey: 'k', baseUrl, retries: 0 });
    await expect(translator.translate(['x', 'y'], { from: 'en', to: 'es' })).rejects.toThrow(
      '1 translations for 2 texts',
    );
  });
});
