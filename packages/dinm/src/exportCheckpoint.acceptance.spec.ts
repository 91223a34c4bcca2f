import { readFileSync } from 'node:fs';
import { loadCausalLM, loadTokenizer } from '@msafeedit/runtime';
import { setupDemoModel } from '@msafeedit/runtime/setup';
import { expect, it } from 'vitest';
import { fixture, requestOf, smollm2Golden } from '../test/goldens.js';
import { temporaryFolder } from '../test/temporaryFolder.js';
import { dinm, exportCheckpoint, withEdit } from './index.js';

/** What transformers makes of texts in many scripts. */
interface TokenizerGolden {
  readonly cases: readonly { readonly text: string; readonly ids: readonly number[] }[];
  readonly chat: readonly { readonly user: string; readonly rendered: string }[];
}

it('of the demo model, from its GGUF file, answers as the edited model does', async () => {
  const { file } = await setupDemoModel();
  const golden = smollm2Golden(0);
  const { prompts } = golden;
  const settings = { maxNewTokens: 20, format: 'chat' } as const;
  const folder = `${await temporaryFolder()}/edited`;
  const answers = await (async () => {
    using model = await loadCausalLM(file, { engine: 'tensorflow' });
    const delta = await dinm(model, requestOf(golden.sample), { preset: 'smollm2-135m', steps: 6 });
    await exportCheckpoint(model, delta, folder);
    const before = await model.generate(prompts, settings);
    const after = await withEdit(model, delta, (edited) => edited.generate(prompts, settings));
    expect(after).not.toEqual(before);
    return after;
  })();
  using exported = await loadCausalLM(folder, { engine: 'tensorflow' });
  expect(await exported.generate(prompts, settings)).toEqual(answers);

  const { cases, chat } = JSON.parse(
    readFileSync(fixture('goldens/smollm2-tokenizer.json'), 'utf8'),
  ) as TokenizerGolden;
  const tokenizer = await loadTokenizer(folder);
  for (const { text, ids } of cases) expect({ text, ids: tokenizer.encode(text) }).toEqual({ text, ids });
  for (const { user, rendered } of chat) {
    const messages = [{ role: 'user', content: user }];
    expect(tokenizer.applyChatTemplate(messages, { addGenerationPrompt: true })).toBe(rendered);
  }
});
