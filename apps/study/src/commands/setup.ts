import { Argument, Command } from 'commander';
import { writeJson, writeLine, type Context } from '../Context.js';
import { CliError } from '../CliError.js';
import { choice } from '../options/choice.js';
import { jsonOption } from '../options/shared.js';
import { examples } from './examples.js';

const parts = ['tensorflow', 'model', 'all'] as const;
type Part = (typeof parts)[number];

export function setupCommand(context: Context): Command {
  return new Command('setup')
    .description('install the TensorFlow engine and the demo’s model into the cache folder, once')
    .addArgument(
      new Argument('[part]', `what to install: ${parts.join(', ')}`).argParser(choice(parts)).default('all'),
    )
    .option(
      '--gpu',
      'TensorFlow for NVIDIA’s graphics cards, with CUDA and cuDNN: 3.4 GB to fetch, 5.7 GB on the disk',
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('setup', 'setup tensorflow', 'setup tensorflow --gpu', 'setup model --json'),
    )
    .action(async (part: Part, flags: { readonly gpu?: true; readonly json?: true }) => {
      const { gpu = false } = flags;
      if (gpu && part === 'model') throw new CliError('usage', 'The model has no --gpu: it is TensorFlow’s.');
      const { setupDemoModel, setupTensorflow } = await import('@msafeedit/runtime/setup');
      const { progress, signal } = context;
      const options = {
        signal,
        onProgress: (event: { step: string; fraction?: number; detail?: string }): void => {
          progress.update(event);
        },
      };
      const tensorflow = part === 'model' ? undefined : await setupTensorflow({ ...options, gpu });
      const model = part === 'tensorflow' ? undefined : await setupDemoModel(options);
      progress.clear();
      if (flags.json) {
        writeJson(context, { ...(tensorflow && { tensorflow }), ...(model && { model }) });
        return;
      }
      if (tensorflow) writeLine(context, `TensorFlow ${tensorflow.tensorflowVersion}: ${tensorflow.addon}`);
      if (model) writeLine(context, `Demo model: ${model.file}`);
      if (gpu) writeLine(context, 'To see whether a card can be used: npx msafeedit doctor');
    });
}
