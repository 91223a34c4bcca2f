import { describe, expect, it } from 'vitest';
import { cutAtOnce, hang, reply, startLoopback, type Answer } from '../test/startLoopback.js';
import { event, streamOf } from '../test/streamOf.js';
import { textsOf } from '../test/textsOf.js';
import { requestEvents } from './requestEvents.js';

const key = 'sk-0123456789abcdefghijklmnopqrstuvwxyz';
const done = event('[DONE]');

async function ask(answer: Answer): Promise<readonly unknown[]> {
  const server = await startLoopback(answer);
  return await requestEvents({ service: 'Test', url: server.url, body: {}, secrets: [key] });
}

describe('requestEvents', () => {
  it('gives each event’s JSON, whatever pieces the stream comes in', async () => {
    const events = [{ a: 'ป่า 😀' }, [1, 2], { b: 'x'.repeat(300) }];
    expect(await ask(streamOf(events.map((one) => event(one)).join('') + done))).toEqual(events);
  });

  // https://html.spec.whatwg.org/multipage/server-sent-events.html
  it.each([
    ['carriage returns', 'data: {"a":\rdata: 1}\r\rdata: [DONE]\r\r'],
    ['both', 'data: {"a":\r\ndata: 1}\r\n\r\ndata: [DONE]\r\n\r\n'],
    ['comments, ids and no spaces', ': OPENROUTER PROCESSING\n\nid:7\ndata:{"a":1}\n\ndata:[DONE]\n\n'],
    ['something after the end', 'data: {"a":1}\n\ndata: [DONE]\n\ndata: ?\n\n'],
  ])('understands %s', async (_, text) => {
    expect(await ask(streamOf(text))).toEqual([{ a: 1 }]);
  });

  it('asks for a stream', async () => {
    const server = await startLoopback(streamOf(done));
    await requestEvents({
      service: 'Test',
      url: server.url,
      headers: { 'x-key': key },
      body: { stream: true },
    });
    expect(server.requests[0]!.headers).toMatchObject({
      accept: 'text/event-stream',
      'content-type': 'application/json',
      'x-key': key,
    });
  });

  it.each<[string, Answer, string]>([
    ['a connection cut at once', cutAtOnce, 'unreachable'],
    ['a connection cut in the stream', streamOf(event({ a: 1 }), 'cut'), 'unreachable'],
    ['a stream that stops before its end', streamOf(event({ a: key })), 'malformed'],
    ['an end that was torn', streamOf(`${event({ a: 1 })}data: [DO`), 'malformed'],
    ['an event that is not JSON', streamOf(event(`{"a": ${key}`) + done), 'malformed'],
    ['an answer that is not streamed', reply(200, { a: key }), 'malformed'],
    ['an empty answer', reply(200, ''), 'malformed'],
    ['a failure before the stream', reply(429, { error: { message: key } }), 'busy'],
    ['a failure without a name', streamOf(event({ error: { message: key } })), 'down'],
    ['a failure in words alone', streamOf(event({ error: key }, 'error')), 'down'],
    ['a failure with its status', streamOf(event({ error: { message: key, code: 429 } })), 'busy'],
    ['too many tokens', streamOf(event({ error: { type: 'tokens', code: 'rate_limit_exceeded' } })), 'busy'],
    [
      'a refused request',
      streamOf(event({ a: 1 }) + event({ error: { type: 'invalid_request_error', code: null } }) + done),
      'rejected',
    ],
  ])('tells %s apart', async (_, answer, code) => {
    const error: unknown = await ask(answer).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ServiceError', code });
    expect(textsOf(error)).not.toContain(key.slice(0, 8));
  });

  it('repeats what the service says, and asks what it means', async () => {
    const said = { error: { message: 'Prompt was too long.', type: 'invalid_request_error', code: 'long' } };
    const server = await startLoopback(streamOf(event(said)));
    const asked = requestEvents({
      service: 'Test',
      url: server.url,
      body: {},
      explain: (status, body) => {
        expect({ status, body }).toEqual({ status: 400, body: said });
        return { code: 'too-long' };
      },
    });
    await expect(asked).rejects.toMatchObject({
      code: 'too-long',
      message: 'Test: the text is too long for it (in its stream: Prompt was too long.).',
    });
  });

  it('ends with the reason when it is aborted in the midst of a stream', async () => {
    const server = await startLoopback((response, request) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event({ a: 1 }));
      hang(response, request);
    });
    const controller = new AbortController();
    const { signal } = controller;
    const asked = requestEvents({ service: 'Test', url: server.url, body: {}, signal });
    const reason = new Error('enough');
    setTimeout(() => {
      controller.abort(reason);
    }, 50);
    await expect(asked).rejects.toBe(reason);
    await expect.poll(() => server.givenUp).toBe(1);
  });
});
