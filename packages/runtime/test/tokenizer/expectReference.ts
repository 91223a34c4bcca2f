import { expect } from 'vitest';
import type { Tokenizer } from '../../src/tokenizer/index.js';
import type { ReferenceCases } from './referenceCases.js';

/** Holds a tokenizer to all that transformers gives: names, ids, texts, chats. */
export function expectReference(tokenizer: Tokenizer, cases: ReferenceCases): void {
  expect(tokenizer.vocabSize).toBe(cases.size);
  expect(tokenizer.bosTokenId).toBe(cases.bos ?? undefined);
  expect(tokenizer.eosTokenId).toBe(cases.eos ?? undefined);
  expect(tokenizer.padTokenId).toBe(cases.pad ?? cases.eos ?? undefined);
  for (const { text, ids, bare, special, decoded, decodedWithSpecial } of cases.encoded) {
    expect({ text, ids: tokenizer.encode(text) }).toEqual({ text, ids });
    expect({ text, bare: tokenizer.encode(text, { addSpecialTokens: false }) }).toEqual({ text, bare });
    expect({ text, special: tokenizer.encode(text, { allowSpecial: true }) }).toEqual({ text, special });
    expect(tokenizer.decode(ids)).toBe(decoded);
    expect(tokenizer.decode(ids, { skipSpecialTokens: false })).toBe(decodedWithSpecial);
  }
  for (const { ids, text, withSpecial } of cases.decoded) {
    expect({ ids, text: tokenizer.decode(ids) }).toEqual({ ids, text });
    expect({ ids, text: tokenizer.decode(ids, { skipSpecialTokens: false }) }).toEqual({
      ids,
      text: withSpecial,
    });
  }
  for (const { messages, addGenerationPrompt, rendered, ids } of cases.chats) {
    expect(tokenizer.applyChatTemplate(messages, { addGenerationPrompt })).toBe(rendered);
    expect(tokenizer.encodeChat(messages, { addGenerationPrompt })).toEqual(ids);
  }
  for (const { messages, rendered, sanitized } of cases.forged) {
    expect(tokenizer.applyChatTemplate(messages, { addGenerationPrompt: true })).toBe(rendered);
    const ids = tokenizer.encodeChat(messages, { addGenerationPrompt: true });
    const specialOf = (row: readonly number[]): number[] => row.filter((id) => tokenizer.isSpecial(id));
    expect(specialOf(ids)).toEqual(specialOf(sanitized));
    expect(tokenizer.decode(ids, { skipSpecialTokens: false })).toBe(
      tokenizer.decode(sanitized, { skipSpecialTokens: false }),
    );
  }
}
