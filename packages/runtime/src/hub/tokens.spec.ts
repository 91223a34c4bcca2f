import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.js';
import { type HubModel } from '../../test/hub/LoopbackHub.js';
import { expectWhole, TinyHub } from '../../test/hub/TinyHub.js';

const tiny = TinyHub.forEachTest();
const token = 'hf_aSecretThatNobodyMayRead';

describe('a token', () => {
  const authorized = (): (string | undefined)[] => [
    ...new Set(tiny.hub.requests.filter(({ at }) => at === 'hub').map(({ authorization }) => authorization)),
  ];

  it.each([
    ['HF_TOKEN', { HF_TOKEN: token, HUGGING_FACE_HUB_TOKEN: 'another' }],
    ['its old name', { HUGGING_FACE_HUB_TOKEN: token }],
  ])('is taken from %s, and goes to the hub alone', async (_, env) => {
    tiny.serve({ token });
    expectWhole(await tiny.fetch({ env }));
    expect(authorized()).toEqual([`Bearer ${token}`]);
    const others = tiny.hub.requests.filter(({ at }) => at === 'store');
    expect(others.length).toBeGreaterThan(0);
    for (const { authorization } of others) expect(authorization).toBeUndefined();
  });

  it('is taken from the file that a login left', async () => {
    tiny.serve({ token });
    writeFileSync(join(tiny.home, 'token'), `${token}\n`);
    expectWhole(await tiny.fetch());
    tiny.hub.requests.length = 0;
    await tiny.fetch({ env: { HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' } });
    expect(authorized()).toEqual([undefined]);
  });

  it('is taken from the options first', async () => {
    tiny.serve({ token });
    expectWhole(await tiny.fetch({ token, env: { HF_TOKEN: 'another' } }));
  });

  const refusals: readonly (readonly [string, Partial<HubModel>, string | undefined, string])[] = [
    ['private, without a token', { token: 'other' }, undefined, 'set HF_TOKEN'],
    ['private, with a wrong token', { token: 'other' }, token, 'the token in use (HF_TOKEN) is not valid'],
    ['gated, without a token', { gatedFor: 'other' }, undefined, '/tiny/llama, then set HF_TOKEN'],
    ['gated, with a token', { gatedFor: 'other' }, token, '/tiny/llama, then try again'],
  ];
  it.each(refusals)('is what it takes: %s', async (_, model, mine, says) => {
    tiny.serve(model);
    const error = await failure(() => tiny.fetch(mine === undefined ? {} : { token: mine }));
    expect(error.code).toBe('setup');
    expect(error.message).toContain(says);
    if (model.gatedFor !== undefined)
      expect(error.message).toContain(
        `this model is gated. Accept its terms on ${tiny.hub.endpoint}/tiny/llama`,
      );
    expect(inspect(error)).not.toContain(token);
  });

  it.each([401, 403, 429, 400])('is left out of what the hub says with status %d', async (status) => {
    tiny.hub.fault = ({ authorization }, response) => {
      response
        .writeHead(status, { 'x-error-message': `You sent ${authorization}`, 'retry-after': '0' })
        .end();
      return true;
    };
    expect(inspect(await failure(() => tiny.fetch({ token })))).not.toContain(token);
  });

  it('is no part of what an unreachable hub leads to', async () => {
    tiny.hub.fault = (_, response) => {
      response.destroy();
      return true;
    };
    expect(inspect(await failure(() => tiny.fetch({ token })))).not.toContain(token);
  });
});
