import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectReference } from '../../test/tokenizer/expectReference.js';
import { fixture, readFixture, referenceCases } from '../../test/tokenizer/referenceCases.js';
import { loadTokenizerFolder } from './loadTokenizerFolder.js';

const MESSAGES = [{ role: 'user', content: 'hi' }];

describe('loadTokenizerFolder', () => {
  it.each([
    ['tiny-llama', 'goldens/tiny-llama'],
    ['llama-bpe', 'tokenizer/llama-bpe'],
    ['qwen2', 'tokenizer/qwen2'],
    ['smollm', 'tokenizer/smollm'],
    ['gpt2', 'tokenizer/gpt2'],
    ['roberta', 'tokenizer/roberta'],
    ['roberta-files', 'tokenizer/roberta-files'],
    ['sentencepiece', 'tokenizer/sentencepiece'],
    ['sentencepiece-metaspace', 'tokenizer/sentencepiece-metaspace'],
    ['sentencepiece-words', 'tokenizer/sentencepiece-words'],
  ])('gives what transformers gives: %s', async (name, folder) => {
    expectReference(await loadTokenizerFolder(fixture(folder)), referenceCases(name));
  });

  it('searches for special tokens in normalized text where tokenizer.json says so', async () => {
    const tokenizer = await loadTokenizerFolder(fixture('tokenizer/sentencepiece-normalized'));
    const { encoded, chats, forged } = referenceCases('sentencepiece-normalized');
    for (const { text, ids, special } of encoded) {
      expect(tokenizer.encode(text)).toEqual(ids);
      expect(tokenizer.encode(text, { allowSpecial: true })).toEqual(special);
    }
    for (const { messages, ids } of chats) expect(tokenizer.encodeChat(messages)).toEqual(ids);
    for (const { messages, rendered } of forged) {
      // The template's BOS stays a token, what the message holds becomes none.
      expect(rendered.startsWith('<s>[INST]')).toBe(true);
      const ids = tokenizer.encodeChat(messages);
      expect(ids.filter((id) => tokenizer.isSpecial(id))).toEqual([1]);
      expect(`<s>${tokenizer.decode(ids.slice(1))}`).toBe(rendered);
    }
  });

  it('cuts a text as transformers does, special tokens included', async () => {
    const tokenizer = await loadTokenizerFolder(fixture('tokenizer/roberta-files'));
    const cases = readFixture('tokenizer/roberta-files.truncated.json') as {
      readonly text: string;
      readonly maxLength: number;
      readonly ids: readonly number[];
    }[];
    for (const { text, maxLength, ids } of cases) expect(tokenizer.encode(text, { maxLength })).toEqual(ids);
    expect(tokenizer.encode('one two three', { addSpecialTokens: false, maxLength: 0 })).toEqual([]);
    expect(() => tokenizer.encode('a', { maxLength: 1 })).toThrow('no room for the 2 special tokens');
  });

  describe('of vocab.json and merges.txt', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'tokenizer-'));
      await cp(fixture('tokenizer/roberta-files'), folder, { recursive: true });
    });
    afterEach(() => rm(folder, { recursive: true }));
    const write = (name: string, content: string): Promise<void> => writeFile(join(folder, name), content);

    it('knows a RoBERTa by its model too', async () => {
      await rm(join(folder, 'tokenizer_config.json'));
      await write('config.json', '{"model_type":"roberta"}');
      expectReference(await loadTokenizerFolder(folder), referenceCases('roberta-files'));
    });

    it('puts a space in front where the configuration says so', async () => {
      const tokenizer = await loadTokenizerFolder(folder);
      await write('tokenizer_config.json', '{"tokenizer_class":"RobertaTokenizer","add_prefix_space":true}');
      const spaced = await loadTokenizerFolder(folder);
      expect(spaced.encode('lock it')).toEqual(tokenizer.encode(' lock it'));
    });

    it('reads merges with the line ends of Windows', async () => {
      const merges = await readFile(join(folder, 'merges.txt'), 'utf8');
      await write('merges.txt', merges.replaceAll('\n', '\r\n'));
      expectReference(await loadTokenizerFolder(folder), referenceCases('roberta-files'));
    });

    it.each([
      [
        'that are of another model',
        'config.json',
        '{"model_type":"gpt2"}',
        'file',
        'tokenizer.json is missing',
      ],
      ['whose merges are none', 'merges.txt', '#version: 0.2\na b\nab\n', 'format', 'line 3 of merges.txt'],
      ['whose merges are of another vocabulary', 'merges.txt', 'zz zz', 'format', 'needs the token "zz"'],
      ['whose vocabulary is no JSON', 'vocab.json', '{', 'format', 'vocab.json is not JSON'],
      ['whose vocabulary has no ids', 'vocab.json', '{"a":"b"}', 'format', 'vocab.json'],
      ['whose vocabulary lacks <s>', 'vocab.json', '{"a":0}', 'format', '"<s>", which the vocabulary lacks'],
    ])('refuses files %s', async (what, name, content, code, says) => {
      if (what === 'that are of another model') await rm(join(folder, 'tokenizer_config.json'));
      if (what === 'whose vocabulary lacks <s>') await write('merges.txt', '');
      await write(name, content);
      await expect(loadTokenizerFolder(folder)).rejects.toMatchObject({
        code,
        message: expect.stringContaining(says) as string,
      });
    });
  });

  describe('of files', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'tokenizer-'));
      await cp(fixture('tokenizer/sentencepiece'), folder, { recursive: true });
      await rm(join(folder, 'chat_template.jinja'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    const write = (name: string, content: unknown): Promise<void> =>
      writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
    const changeTokenizer = async (change: (json: Record<string, unknown>) => void): Promise<void> => {
      const json = JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8')) as Record<
        string,
        unknown
      >;
      change(json);
      await write('tokenizer.json', json);
    };

    it('works with tokenizer.json alone', async () => {
      await rm(join(folder, 'tokenizer_config.json'));
      const tokenizer = await loadTokenizerFolder(folder);
      expect([tokenizer.bosTokenId, tokenizer.eosTokenId, tokenizer.padTokenId]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      expect(tokenizer.hasChatTemplate).toBe(false);
      expect(tokenizer.encode('hi')[0]).toBe(1);
    });

    it('takes special tokens from special_tokens_map.json where tokenizer_config.json has none', async () => {
      await write('tokenizer_config.json', {
        bos_token: null,
        eos_token: { content: '</s>', lstrip: false },
      });
      await write('special_tokens_map.json', {
        bos_token: { content: '<s>' },
        eos_token: '<unk>',
        pad_token: '<unk>',
      });
      const tokenizer = await loadTokenizerFolder(folder);
      expect([tokenizer.bosTokenId, tokenizer.eosTokenId, tokenizer.padTokenId]).toEqual([1, 2, 0]);
    });

    it('adds BOS and EOS as tokenizer_config.json says', async () => {
      await write('tokenizer_config.json', {
        bos_token: '<s>',
        eos_token: '</s>',
        add_bos_token: false,
        add_eos_token: true,
      });
      const ids = (await loadTokenizerFolder(folder)).encode('hi');
      expect(ids[0]).not.toBe(1);
      expect(ids.at(-1)).toBe(2);
    });

    it('adds the tokens of tokenizer_config.json and added_tokens.json', async () => {
      await write('tokenizer_config.json', {
        added_tokens_decoder: {
          600: { content: '<a>', special: true },
          1: { content: '<s>', special: true },
        },
      });
      await write('added_tokens.json', { '<b>': 601 });
      const tokenizer = await loadTokenizerFolder(folder);
      expect(tokenizer.encode('<a><b>', { addSpecialTokens: false, allowSpecial: true })).toEqual([600, 601]);
      expect([tokenizer.isSpecial(600), tokenizer.isSpecial(601)]).toEqual([true, false]);
    });

    it('makes a named token special that tokenizer.json has in its vocabulary only', async () => {
      await changeTokenizer((json) => (json['added_tokens'] = []));
      const tokenizer = await loadTokenizerFolder(folder);
      expect(tokenizer.encode('</s>', { addSpecialTokens: false, allowSpecial: true })).toEqual([2]);
      expect(tokenizer.decode([1, 2])).toBe('');
    });

    it.each([
      ['tokenizer_config.json', { chat_template: '{{ messages[0].content }}!' }, 'hi!'],
      [
        'tokenizer_config.json',
        {
          chat_template: [
            { name: 'tool_use', template: 'no' },
            { name: 'default', template: 'yes' },
          ],
        },
        'yes',
      ],
      ['tokenizer_config.json', { chat_template: [{ name: 'only', template: 'one' }] }, 'one'],
      ['chat_template.json', { chat_template: 'json' }, 'json'],
      ['chat_template.jinja', 'jinja', 'jinja'],
    ])('finds the chat template in %s: %j', async (file, content, rendered) => {
      await write(file, content);
      expect((await loadTokenizerFolder(folder)).applyChatTemplate(MESSAGES)).toBe(rendered);
    });

    it('has no chat template where named ones have no default', async () => {
      const chat_template = ['a', 'b'].map((name) => ({ name, template: name }));
      await write('tokenizer_config.json', { chat_template });
      expect((await loadTokenizerFolder(folder)).hasChatTemplate).toBe(false);
    });

    it('names a missing tokenizer.json and the fix', async () => {
      await rm(join(folder, 'tokenizer.json'));
      await expect(loadTokenizerFolder(folder)).rejects.toMatchObject({
        code: 'file',
        message: expect.stringMatching(/tokenizer\.json is missing.*save_pretrained/) as string,
      });
    });

    it.each([
      ['tokenizer.json', '{"model": {', /tokenizer\.json is not JSON .*fetch it again/],
      ['tokenizer.json', '[]', /tokenizer\.json is not a tokenizer\.json/],
      ['tokenizer.json', { model: { type: 'BPE' } }, /"model\.vocab"/],
      ['tokenizer.json', { model: { type: 'BPE', vocab: { a: -1 } } }, /"model\.vocab": the id of "a"/],
      ['tokenizer.json', { model: { type: 'BPE', vocab: { a: 0 }, merges: [['a']] } }, /"model\.merges\.0"/],
      ['tokenizer.json', { model: { type: 'BPE', vocab: { a: 0 }, merges: ['a a'] } }, /merge 0 .* "aa"/],
      [
        'tokenizer.json',
        { model: { type: 'BPE', vocab: {} }, added_tokens: [{ content: 'x' }] },
        /added_tokens\.0\.id/,
      ],
      [
        'tokenizer.json',
        { model: { type: 'BPE', vocab: { a: 0 }, merges: [], unk_token: '?' } },
        /unknown token "\?"/,
      ],
      ['tokenizer_config.json', 'null', /tokenizer_config\.json is malformed/],
      ['tokenizer_config.json', { bos_token: 7 }, /tokenizer_config\.json is malformed: "bos_token"/],
      ['chat_template.json', {}, /chat_template\.json is malformed: "chat_template"/],
    ])('refuses a malformed %s: %j', async (file, content, message) => {
      await write(file, content);
      const loading = loadTokenizerFolder(folder);
      await expect(loading).rejects.toMatchObject({
        code: 'format',
        message: expect.stringMatching(message) as string,
      });
    });

    it.each([
      [{ normalizer: { type: 'Nonsense' } }, /Nonsense/],
      [{ pre_tokenizer: { type: 'UnicodeScripts' } }, /UnicodeScripts/],
      [{ pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'Sideways' } }, /"Sideways"/],
    ])('names what it does not support: %j', async (parts, message) => {
      await changeTokenizer((json) => Object.assign(json, parts));
      const loading = loadTokenizerFolder(folder);
      await expect(loading).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringMatching(message) as string,
      });
    });
  });
});
