import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { expectReference } from '../../test/tokenizer/expectReference.js';
import { readFixture, referenceCases } from '../../test/tokenizer/referenceCases.js';
import { loadTokenizerFolder } from './loadTokenizerFolder.js';
import type { Tokenizer } from './Tokenizer.js';
import { tokenizerFiles } from './tokenizerFiles.js';
import { ggufTokenizerDefinition } from './tokenizerFromGguf.js';

/** The tokenizer of a GGUF file's metadata, written as files and read from them. */
async function written(name: string, changes: Readonly<Record<string, unknown>> = {}): Promise<Tokenizer> {
  const given = readFixture(`tokenizer/${name}/gguf.json`) as Readonly<Record<string, unknown>>;
  const metadata = new Map(Object.entries({ ...given, ...changes }));
  const folder = mkdtempSync(join(tmpdir(), 'tokenizer-files-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const files = tokenizerFiles(ggufTokenizerDefinition(metadata), 2048);
  for (const [file, content] of Object.entries(files))
    writeFileSync(join(folder, file), JSON.stringify(content));
  return loadTokenizerFolder(folder);
}

it.each(['smollm', 'llama-bpe', 'qwen2'])(
  'gives what transformers gives for the same vocabulary, written and read again: %s',
  async (name) => {
    expectReference(await written(name), referenceCases(name));
  },
);

it('writes BOS and EOS where the metadata ask for them', async () => {
  const both = await written('smollm', {
    'tokenizer.ggml.add_bos_token': true,
    'tokenizer.ggml.add_eos_token': true,
  });
  const bare = both.encode('text', { addSpecialTokens: false });
  expect(both.encode('text')).toEqual([both.bosTokenId, ...bare, both.eosTokenId]);
  const none = await written('llama-bpe', { 'tokenizer.ggml.add_bos_token': false });
  expect(none.encode('text')).toEqual(none.encode('text', { addSpecialTokens: false }));
});
