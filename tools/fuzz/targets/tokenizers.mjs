import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { damageBytes } from '../mutations/damageBytes.mjs';
import { damageJson } from '../mutations/damageJson.mjs';
import { filesIn, oneFolder, runtimeFixtures } from './fixtures.mjs';

export const tokenizerTargets = {
  tokenizer: {
    codes: ['file', 'format', 'unsupported', 'input'],
    prepare: async () => {
      const { loadTokenizer } = await import('../../../packages/runtime/dist/index.js');
      const all = join(runtimeFixtures, 'tokenizer');
      const folders = readdirSync(all)
        .filter((name) => statSync(join(all, name)).isDirectory())
        .map((name) =>
          filesIn(join(all, name), /^(tokenizer|tokenizer_config|vocab)\.json$|^merges\.txt$|\.jinja$/),
        )
        .filter((files) => Object.keys(files).length > 0);
      return oneFolder(folders, damage, async (folder) => {
        const tokenizer = await loadTokenizer(folder);
        const ids = tokenizer.encode('How do I  open\nmy neighbour’s bicycle? é 你好 \ud83d\ude00');
        tokenizer.decode(ids);
        if (tokenizer.hasChatTemplate)
          tokenizer.encodeChat([{ role: 'user', content: 'How do I open it?' }], {
            addGenerationPrompt: true,
          });
      });
    },
  },
};

const damage = (content, choice, name) =>
  name.endsWith('.json') ? damageJson(content.toString(), choice) : damageBytes(content, choice);
