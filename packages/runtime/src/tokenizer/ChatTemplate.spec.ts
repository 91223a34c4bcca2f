import { describe, expect, it } from 'vitest';
import { ChatTemplate } from './ChatTemplate.js';
import { PipelineTokenizer } from './PipelineTokenizer.js';

const MESSAGES = [
  { role: 'system', content: 'Be kind.' },
  { role: 'user', content: 'Hi' },
];

function render(template: string, named = {}): string {
  return new ChatTemplate(template, named).render(MESSAGES, true);
}

describe('ChatTemplate', () => {
  it('gives templates what transformers gives them', () => {
    const named = { bos_token: '<s>', eos_token: '</s>', pad_token: '<pad>', unk_token: '<unk>' };
    expect(
      render(
        '{{ bos_token }}{{ eos_token }}{{ pad_token }}{{ unk_token }}{{ add_generation_prompt }}',
        named,
      ),
    ).toBe('<s></s><pad><unk>true');
    expect(render('[{{ bos_token }}]{% if tools is none and documents is none %}none{% endif %}')).toBe(
      '[]none',
    );
    expect(render('{% for i in range(1, 7, 2) %}{{ i }}{% endfor %}{{ messages | length }}')).toBe('1352');
  });

  it('trims the line break after a block and the blanks before it', () => {
    expect(
      render('{% for m in messages %}\n    {% if true %}\n{{ m.role }}\n    {% endif %}\n{% endfor %}\n'),
    ).toBe('system\nuser\n');
  });

  it('writes dates in English', () => {
    expect(render("{{ strftime_now('%d %b %Y') }}")).toMatch(/^\d\d [A-Z][a-z]{2} \d{4}$/);
  });

  it('says why a template refuses the messages', () => {
    const template =
      "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}";
    expect(() => render(template)).toThrow(
      expect.objectContaining({
        code: 'input',
        message: "The model's chat template refuses these messages: System role not supported",
      }) as Error,
    );
  });

  it('says where a template fails or is no template', () => {
    expect(() => render('{{ nonsense() }}')).toThrow(expect.objectContaining({ code: 'input' }) as Error);
    expect(() => render('{% if %}')).toThrow(expect.objectContaining({ code: 'unsupported' }) as Error);
  });

  it('refuses a message with a special-token string that the template cuts', () => {
    const tokenizer = new PipelineTokenizer({
      source: 'test',
      model: {
        kind: 'bpe',
        vocabulary: new Map(['<', 's', '>', 'x'].map((token, id) => [token, id])),
        merges: [],
        ignoreMerges: false,
        byteFallback: false,
        unknownToken: undefined,
        fuseUnknown: false,
      },
      addedTokens: [
        {
          id: 4,
          content: '<s>',
          special: true,
          singleWord: false,
          lstrip: false,
          rstrip: false,
          normalized: false,
        },
      ],
      normalizer: null,
      preTokenizer: null,
      postProcessor: null,
      decoder: null,
      addBos: undefined,
      addEos: undefined,
      named: {},
      chatTemplate: '{{ messages[0].content[:4] }}<s>',
    });
    expect(tokenizer.encodeChat([{ role: 'user', content: 'x<>' }])).toEqual([3, 0, 2, 4]);
    expect(() => tokenizer.encodeChat([{ role: 'user', content: 'x<s>' }])).toThrow(
      expect.objectContaining({ code: 'input' }) as Error,
    );
  });
});
