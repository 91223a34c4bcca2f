import { describe, expect, it } from 'vitest';
import { reply, startLoopback, type Answer } from '../../../services/test/startLoopback.js';
import { createChatTranslator } from './createChatTranslator.js';
import type { Translation } from './Translator.js';

/** Answers with words made of the request's tag. */
function say(words: (tag: string) => string, more: object = {}): Answer {
  return (response, request) => {
    const tag = /<(text-[0-9a-f]{12})>/.exec(request.body)![1]!;
    choice({ message: { role: 'assistant', content: words(tag) }, finish_reason: 'stop', ...more })(
      response,
      request,
    );
  };
}

function choice(choice: object): Answer {
  return reply(200, { model: 'small', choices: [{ index: 0, ...choice }] });
}

async function ask(
  text: string,
  ...answers: readonly [Answer, ...Answer[]]
): Promise<{ translation: Translation; requestCount: number }> {
  const { url, requests } = await startLoopback(...answers);
  const baseUrl = `${url}/v1/`;
  const translator = createChatTranslator({ baseUrl, model: 'small', firstDelayMs: 1, retries: 2 });
  const [translation] = await translator.translate([text], { from: 'en', to: 'es' });
  for (const { headers } of requests) expect(headers.authorization).toBeUndefined();
  return { translation: translation!, requestCount: requests.length };
}

describe('createChatTranslator', () => {
  it.each<[string, (tag: string) => string]>([
    ['bare', (tag) => `<${tag}>Hola\nmundo</${tag}>`],
    ['with line breaks', (tag) => `\n<${tag}>\nHola\nmundo\n</${tag}>\n`],
    ['after a preamble', (tag) => `Here it is: <${tag}>Hola\nmundo</${tag}>`],
    ['after the text itself', (tag) => `<${tag}>Hello\nworld</${tag}>\n<${tag}>Hola\nmundo</${tag}>`],
    ['after reasoning', (tag) => `<think>The <${tag}> and </${tag}>…</think>\n<${tag}>Hola\nmundo</${tag}>`],
    [
      'after reasoning whose start is missing',
      (tag) => `Hm <${tag}>x</${tag}></think><${tag}>Hola\nmundo</${tag}>`,
    ],
  ])('reads the translation: %s', async (_, words) => {
    const { translation } = await ask('Hello\nworld', say(words));
    expect(translation).toEqual({ text: 'Hola\nmundo' });
  });

  it('keeps marks that are part of the text', async () => {
    const { translation } = await ask(
      'a </think> b',
      say((tag) => `<${tag}>c </think> d</${tag}>`),
    );
    expect(translation).toEqual({ text: 'c </think> d' });
  });

  it('takes a translated refusal for a translation', async () => {
    const { translation } = await ask(
      'No puedo ayudar con eso.',
      say((tag) => `<${tag}>I'm sorry, but I can't help with that.</${tag}>`),
    );
    expect(translation).toEqual({ text: "I'm sorry, but I can't help with that." });
  });

  it.each<[string, Answer, string]>([
    ['in words', say(() => "I'm sorry, I can't help."), "I'm sorry, I can't help."],
    [
      'in words after reasoning that names the tags',
      say((tag) => `<think>Between <${tag}> and </${tag}>?</think>I can't.`),
      "I can't.",
    ],
    [
      'in the field for it',
      choice({ message: { role: 'assistant', content: null, refusal: 'No.' }, finish_reason: 'stop' }),
      'No.',
    ],
    [
      "by the server's filter",
      choice({ message: { role: 'assistant', content: '' }, finish_reason: 'content_filter' }),
      'content filter',
    ],
  ])('tells a refusal %s from a failure', async (_, answer, refused) => {
    expect(await ask('x', answer)).toEqual({ translation: { refused }, requestCount: 1 });
  });

  it.each<[string, Answer, string]>([
    ['is cut', say((tag) => `<${tag}>Hol`, { finish_reason: 'length' }), 'too-long'],
    ['has no end', say((tag) => `<${tag}>Hola`), 'malformed'],
    ['is empty', say(() => ''), 'malformed'],
    ['holds an empty translation', say((tag) => `<${tag}> </${tag}>`), 'malformed'],
    ['holds reasoning alone', say(() => '<think>Hm.</think>'), 'malformed'],
    ['has no choice', reply(200, { choices: [] }), 'malformed'],
  ])('fails where the answer %s', async (_, answer, code) => {
    await expect(ask('x', answer)).rejects.toMatchObject({ code });
  });

  it('names the server, the model and the prompt it depends on', () => {
    const translator = createChatTranslator({ baseUrl: 'http://localhost:11434/v1', model: 'small' });
    expect(translator.name).toBe('chat localhost:11434');
    expect(translator.version).toMatch(/^small, prompt \d+$/);
    expect('estimateCost' in translator).toBe(false);
    expect(
      createChatTranslator({ baseUrl: 'http://x/v1', model: 'gpt-4o-mini' }).estimateCost!(1e6, 'es'),
    ).toBeGreaterThan(0);
  });
});
