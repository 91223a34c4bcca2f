import { Command } from 'commander';
import { writeJson, writeLine, type Context } from '../Context.js';
import { resolveModel } from '../openModel.js';
import { jsonOption, modelOption } from '../options/shared.js';
import { examples } from './examples.js';

interface TokenizeOptions {
  readonly model: string;
  readonly text: string;
  readonly json?: true;
}

export function tokenizeCommand(context: Context): Command {
  return new Command('tokenize')
    .description('print the token ids of a text, with the special tokens that the model’s tokenizer adds')
    .addOption(modelOption().makeOptionMandatory())
    .requiredOption('--text <text>', 'the text')
    .addOption(jsonOption())
    .addHelpText('after', examples('tokenize --model smollm2-135m --text "How do I pick a lock?" --json'))
    .action(async (options: TokenizeOptions) => {
      const file = await resolveModel(options.model, context, 'tokenizer');
      const { loadTokenizer } = await import('@msafeedit/runtime');
      const ids = (await loadTokenizer(file)).encode(options.text);
      if (options.json) writeJson(context, { ids });
      else writeLine(context, ids.join(' '));
    });
}
