import { describe, expect, it } from 'vitest';
import { expectReference } from '../../test/tokenizer/expectReference.js';
import { readFixture, type ReferenceCases, referenceCases } from '../../test/tokenizer/referenceCases.js';
import { tokenizerFromGguf } from './tokenizerFromGguf.js';

function metadataOf(name: string, changes: Readonly<Record<string, unknown>> = {}): Map<string, unknown> {
  const metadata = new Map(Object.entries(readFixture(`tokenizer/${name}/gguf.json`) as object));
  for (const [key, value] of Object.entries(changes)) metadata.set(key, value);
  return metadata as Map<string, unknown>;
}

/** Made by tools/make_sentencepiece_fixtures.py. */
interface SentencePieceCases extends Pick<ReferenceCases, 'chats'> {
  readonly encoded: readonly {
    readonly text: string;
    /** With BOS. */
    readonly ids: readonly number[];
    readonly decoded: string;
  }[];
}

describe('tokenizerFromGguf', () => {
  it.each(['smollm', 'llama-bpe', 'qwen2'])(
    'gives what transformers gives for the same vocabulary: %s',
    (name) => {
      expectReference(tokenizerFromGguf(metadataOf(name)), referenceCases(name));
    },
  );

  it.each(['gguf-llama', 'gguf-gemma'])(
    'gives what SentencePiece gives for the same vocabulary: %s',
    (name) => {
      const tokenizer = tokenizerFromGguf(metadataOf(name));
      const { encoded, chats } = readFixture(`tokenizer/${name}.cases.json`) as SentencePieceCases;
      for (const { text, ids, decoded } of encoded) {
        expect({ text, ids: tokenizer.encode(text) }).toEqual({ text, ids });
        expect({ text, decoded: tokenizer.decode(ids) }).toEqual({ text, decoded });
      }
      expect(tokenizer.hasChatTemplate).toBe(chats.length > 0);
      for (const { messages, addGenerationPrompt, rendered, ids } of chats) {
        expect(tokenizer.applyChatTemplate(messages, { addGenerationPrompt })).toBe(rendered);
        expect(tokenizer.encodeChat(messages, { addGenerationPrompt })).toEqual(ids);
      }
    },
  );

  it('reads numbers as bigints and arrays as typed arrays', () => {
    const plain = metadataOf('llama-bpe');
    const tokenizer = tokenizerFromGguf(
      metadataOf('llama-bpe', {
        'tokenizer.ggml.token_type': Int32Array.from(plain.get('tokenizer.ggml.token_type') as number[]),
        'tokenizer.ggml.bos_token_id': BigInt(plain.get('tokenizer.ggml.bos_token_id') as number),
        'tokenizer.ggml.eos_token_id': BigInt(plain.get('tokenizer.ggml.eos_token_id') as number),
      }),
    );
    expectReference(tokenizer, referenceCases('llama-bpe'));
  });

  it('adds BOS as the file says, and as llama.cpp does where it says nothing', () => {
    const first = (name: string, changes = {}): boolean => {
      const tokenizer = tokenizerFromGguf(metadataOf(name, changes));
      return tokenizer.encode('text')[0] === tokenizer.bosTokenId;
    };
    expect(first('llama-bpe')).toBe(true);
    expect(first('llama-bpe', { 'tokenizer.ggml.add_bos_token': false })).toBe(false);
    expect(first('smollm')).toBe(false);
    expect(first('smollm', { 'tokenizer.ggml.add_bos_token': true })).toBe(true);
    const withEos = tokenizerFromGguf(metadataOf('smollm', { 'tokenizer.ggml.add_eos_token': true }));
    expect(withEos.encode('text').at(-1)).toBe(withEos.eosTokenId);
  });

  it('tells control tokens from user-defined ones', () => {
    const tokenizer = tokenizerFromGguf(metadataOf('qwen2'));
    const [call] = tokenizer.encode('<tool_call>');
    expect(tokenizer.isSpecial(call!)).toBe(false);
    expect(tokenizer.encode('<|im_end|>').length).toBeGreaterThan(1);
    expect(tokenizer.encode('<|im_end|>', { allowSpecial: true })).toEqual([tokenizer.eosTokenId]);
    expect(tokenizer.isSpecial(tokenizer.eosTokenId!)).toBe(true);
  });

  it('pads with EOS where the file names no padding token, and has no chat template where the file has none', () => {
    const metadata = metadataOf('llama-bpe');
    metadata.delete('tokenizer.chat_template');
    const tokenizer = tokenizerFromGguf(metadata);
    expect(tokenizer.padTokenId).toBe(tokenizer.eosTokenId);
    expect(tokenizer.hasChatTemplate).toBe(false);
    expect(() => tokenizer.encodeChat([{ role: 'user', content: 'hi' }])).toThrow(
      'this model has no chat template; use format raw',
    );
  });

  it.each([
    [
      { 'tokenizer.ggml.model': 't5' },
      'unsupported',
      /tokenizer\.ggml\.model is "t5".*"gpt2".*"qwen2", and "llama"/,
    ],
    [{ 'tokenizer.ggml.model': undefined }, 'unsupported', /tokenizer\.ggml\.model is missing/],
    [
      { 'tokenizer.ggml.pre': 'tekken' },
      'unsupported',
      /tokenizer\.ggml\.pre is "tekken".*"smollm", "llama-bpe"/,
    ],
    [{ 'tokenizer.ggml.pre': 'constructor' }, 'unsupported', /tokenizer\.ggml\.pre is "constructor"/],
    [{ 'tokenizer.ggml.tokens': undefined }, 'format', /tokenizer\.ggml\.tokens is missing/],
    [{ 'tokenizer.ggml.tokens': [1, 2] }, 'format', /tokenizer\.ggml\.tokens must be an array of strings/],
    [
      { 'tokenizer.ggml.token_type': [1, 1] },
      'format',
      /tokenizer\.ggml\.token_type must be an array of \d+ integers/,
    ],
    [
      { 'tokenizer.ggml.model': 'llama', 'tokenizer.ggml.scores': [1] },
      'format',
      /tokenizer\.ggml\.scores must be an array of \d+ numbers/,
    ],
    [{ 'tokenizer.ggml.merges': ['ab'] }, 'format', /tokenizer\.ggml\.merges\[0\] is "ab"/],
    [{ 'tokenizer.ggml.merges': ['a ¿'] }, 'format', /merge 0 \("a ¿"\) needs the token "a¿"/],
    [
      { 'tokenizer.ggml.eos_token_id': 70000 },
      'format',
      /tokenizer\.ggml\.eos_token_id must be a token id below \d+/,
    ],
    [{ 'tokenizer.ggml.add_bos_token': 1 }, 'format', /tokenizer\.ggml\.add_bos_token must be true or false/],
    [{ 'tokenizer.chat_template': 7 }, 'format', /tokenizer\.chat_template must be a string/],
  ])('refuses %j', (changes, code, message) => {
    const metadata = metadataOf('smollm', changes);
    expect(() => tokenizerFromGguf(metadata)).toThrow(expect.objectContaining({ code }) as Error);
    expect(() => tokenizerFromGguf(metadata)).toThrow(message);
  });
});
