import { describe, expect, it } from 'vitest';
import { reply, startLoopback, type Answer } from '../../../services/test/startLoopback.js';
import { createNiuTransTranslator } from './createNiuTransTranslator.js';
import type { Translator } from './Translator.js';

const pair = { from: 'en', to: 'ms' };

async function translatorFor(...answers: readonly [Answer, ...Answer[]]): Promise<{
  translator: Translator;
  requests: readonly { body: string }[];
}> {
  const { url, requests } = await startLoopback(...answers);
  return {
    translator: createNiuTransTranslator({ apiKey: 'k', url, firstDelayMs: 1, retries: 1 }),
    requests,
  };
}

function fails(code: string | number, message = 'why'): Answer {
  return reply(200, { from: 'en', to: 'ms', error_code: code, error_msg: message });
}

describe('createNiuTransTranslator', () => {
  it('keeps line breaks, and takes away the one that NiuTrans adds', async () => {
    const { translator, requests } = await translatorFor(
      reply(200, { tgt_text: '1. Satu\n\n2. Dua & tiga\n' }),
    );
    expect(await translator.translate(['1. One\n\n2. Two & three+'], pair)).toEqual([
      { text: '1. Satu\n\n2. Dua & tiga' },
    ]);
    expect(new URLSearchParams(requests[0]!.body).get('src_text')).toBe('1. One\n\n2. Two & three+');
  });

  it('says that a text was refused by the content filter', async () => {
    const { translator, requests } = await translatorFor(fails('13003'));
    expect(await translator.translate(['x'], pair)).toEqual([{ refused: 'content filter (13003)' }]);
    expect(requests).toHaveLength(1);
  });

  it('takes 13001 for an empty account once the key was good', async () => {
    const { translator } = await translatorFor(reply(200, { tgt_text: 'a' }), fails('13001'));
    await translator.translate(['x'], pair);
    await expect(translator.translate(['y'], pair)).rejects.toMatchObject({ code: 'quota' });
  });

  it.each([
    ['10000', 'rejected', 1],
    ['10001', 'busy', 2],
    ['10003', 'too-long', 1],
    [10003, 'too-long', 1],
    ['10005', 'rejected', 1],
    ['13001', 'key', 1],
    ['13002', 'key', 1],
    ['13007', 'rejected', 1],
    ['13008', 'timeout', 2],
    ['14001', 'rejected', 1],
    ['000000', 'rejected', 1],
    ['99999', 'rejected', 1],
  ])('tells error %s apart as %s', async (number, code, requestCount) => {
    const { translator, requests } = await translatorFor(fails(number));
    await expect(translator.translate(['x'], pair)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`error ${number}: why`) as string,
    });
    expect(requests).toHaveLength(requestCount);
  });
});
