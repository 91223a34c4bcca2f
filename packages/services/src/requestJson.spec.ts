import { describe, expect, it } from 'vitest';
import { cutAtOnce, cutInBody, hang, reply, startLoopback } from '../test/startLoopback.js';
import { textsOf } from '../test/textsOf.js';
import { requestJson } from './requestJson.js';
import type { HttpRequest } from './requestText.js';
import { ServiceError } from './ServiceError.js';

const key = 'sk-0123456789abcdefghijklmnopqrstuvwxyz';

async function failureOf(request: Omit<HttpRequest, 'service'>): Promise<ServiceError> {
  const error: unknown = await requestJson({ service: 'Test', secrets: [key], ...request }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ServiceError);
  return error as ServiceError;
}

describe('requestJson', () => {
  it('sends JSON and gives the answer', async () => {
    const server = await startLoopback(reply(200, { a: [1, 'ü'] }));
    const answer = await requestJson({
      service: 'Test',
      url: `${server.url}/x?y=1`,
      headers: { authorization: `Bearer ${key}` },
      body: { text: 'ป่า 😀' },
    });
    expect(answer).toEqual({ a: [1, 'ü'] });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/x?y=1' });
    expect(request!.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
    });
    expect(JSON.parse(request!.body)).toEqual({ text: 'ป่า 😀' });
  });

  it('sends a form', async () => {
    const server = await startLoopback(reply(200, {}));
    await requestJson({ service: 'Test', url: server.url, body: new URLSearchParams({ t: 'a&b=ü+' }) });
    const [request] = server.requests;
    expect(request!.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(new URLSearchParams(request!.body).get('t')).toBe('a&b=ü+');
  });

  it('asks with GET where there is nothing to send', async () => {
    const server = await startLoopback(reply(200, 'null'));
    expect(await requestJson({ service: 'Test', url: server.url })).toBeNull();
    expect(server.requests[0]!.method).toBe('GET');
  });

  it.each([
    [400, 'rejected'],
    [401, 'key'],
    [402, 'quota'],
    [403, 'key'],
    [404, 'rejected'],
    [408, 'timeout'],
    [413, 'too-long'],
    [429, 'busy'],
    [500, 'down'],
    [503, 'down'],
    [529, 'down'],
  ] as const)('tells status %i apart as %s', async (status, code) => {
    const server = await startLoopback(reply(status, { error: { message: 'because' } }));
    const error = await failureOf({ url: server.url, body: {} });
    expect(error.code).toBe(code);
    expect(error.message).toContain(`HTTP ${status}: because`);
  });

  it.each([
    { error: 'why' },
    { error: { message: 'why' } },
    { message: 'why' },
    { detail: 'why' },
    'why',
    '<p>why\n</p>',
  ])('repeats what the service says in %j', async (body) => {
    const server = await startLoopback(reply(400, body));
    expect((await failureOf({ url: server.url, body: {} })).message).toContain('why');
  });

  it('tells how long the service asks to wait', async () => {
    const server = await startLoopback(reply(429, {}, { 'retry-after': '7' }));
    expect((await failureOf({ url: server.url, body: {} })).retryAfterMs).toBe(7000);
  });

  it('asks what an error body means', async () => {
    const server = await startLoopback(reply(400, { no: 7 }));
    const error = await failureOf({
      url: server.url,
      body: {},
      explain: (status, body) => ({ code: 'quota', message: `${status} ${JSON.stringify(body)}` }),
    });
    expect(error.code).toBe('quota');
    expect(error.message).toContain('400 {"no":7}');
  });

  it.each(['', '<html>', '{"a": ', 'undefined'])('says that %j is not JSON', async (body) => {
    const server = await startLoopback(reply(200, body));
    expect((await failureOf({ url: server.url, body: {} })).code).toBe('malformed');
  });

  it.each([
    ['at once', cutAtOnce],
    ['in the body', cutInBody],
  ])('says that the connection was cut %s', async (_, answer) => {
    const server = await startLoopback(answer);
    const error = await failureOf({ url: server.url, body: {} });
    expect(error.code).toBe('unreachable');
    expect(error.message).toContain(new URL(server.url).host);
  });

  it('says that nobody listens', async () => {
    const error = await failureOf({ url: 'http://127.0.0.1:1/x', body: {} });
    expect(error.code).toBe('unreachable');
    expect(error.message).toContain('127.0.0.1:1');
  });

  it('follows no redirect, which could take the key to another host', async () => {
    const other = await startLoopback(reply(200, {}));
    const server = await startLoopback(reply(307, '', { location: other.url }));
    const error = await failureOf({ url: server.url, headers: { 'x-key': key }, body: {} });
    expect(error.code).toBe('rejected');
    expect(error.message).toContain('sends the request on to another address');
    expect(other.requests).toHaveLength(0);
  });

  it('ends with the reason when it is aborted', async () => {
    const server = await startLoopback(hang);
    const controller = new AbortController();
    const asked = requestJson({ service: 'Test', url: server.url, body: {}, signal: controller.signal });
    const reason = new Error('enough');
    setTimeout(() => {
      controller.abort(reason);
    }, 20);
    await expect(asked).rejects.toBe(reason);
  });

  it.each([
    ['in an error', reply(401, { error: { message: `Incorrect API key provided: ${key}` } })],
    ['where the message is cut', reply(500, `${'x'.repeat(180)} ${key}`)],
    ['in an answer that is not JSON', reply(200, `${'x'.repeat(190)}${key}`)],
  ])('never repeats the key: %s', async (_, answer) => {
    const server = await startLoopback(answer);
    const error = await failureOf({ url: server.url, headers: { 'x-key': key }, body: {} });
    expect(textsOf(error)).not.toContain(key.slice(0, 8));
  });

  it('asks nothing of an address with a password in it, and repeats neither', async () => {
    const server = await startLoopback(reply(200, {}));
    for (const user of [`me:${key}`, key]) {
      const error = await failureOf({ url: server.url.replace('//', `//${user}@`), body: {} });
      expect(error.code).toBe('key');
      expect(textsOf(error)).not.toContain(key.slice(0, 8));
    }
    expect(server.requests).toEqual([]);
  });

  it.each([`${key}\n2`, `“${key}”`])('says that no header can carry a key like %j', async (bad) => {
    const error = await failureOf({
      url: 'http://127.0.0.1:1/',
      headers: { 'x-key': bad },
      body: {},
      secrets: [bad],
    });
    expect(error.code).toBe('key');
    expect(textsOf(error)).not.toContain(key.slice(0, 8));
  });
});
