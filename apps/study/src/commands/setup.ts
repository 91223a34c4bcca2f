import { Argument, Command } from 'commander';
import type { InstalledModel, SetupOptions } from '@msafeedit/runtime/setup';
import { acceptTerms } from '../acceptTerms.js';
import { writeJson, writeLine, type Context } from '../Context.js';
import { CliError } from '../CliError.js';
import { demoModelName } from '../openModel.js';
import { choice } from '../options/choice.js';
import { jsonOption } from '../options/shared.js';
import { examples } from './examples.js';

const gemma = 'gemma3-270m';
const parts = ['tensorflow', 'model', 'all', gemma] as const;
type Part = (typeof parts)[number];

interface SetupFlags {
  readonly gpu?: true;
  readonly fromSource?: true;
  readonly acceptGemmaTerms?: true;
  readonly json?: true;
}

export function setupCommand(context: Context): Command {
  return new Command('setup')
    .description(
      'install the TensorFlow engine and the demo’s model into the cache folder, once; or gemma3-270m, 253 MB, on Gemma’s terms',
    )
    .addArgument(
      new Argument('[part]', `what to install: ${parts.join(', ')}`).argParser(choice(parts)).default('all'),
    )
    .option(
      '--gpu',
      'TensorFlow for NVIDIA’s graphics cards, with CUDA and cuDNN: 3.4 GB to fetch, 5.7 GB on the disk',
    )
    .option(
      '--from-source',
      'compile TensorFlow’s addon here with a C++ compiler, also where a prebuilt one fits or is installed',
    )
    .option(
      '--accept-gemma-terms',
      'say, where there is no terminal to be asked on, that you have read Gemma’s terms and accept them',
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'setup',
        'setup tensorflow',
        'setup tensorflow --gpu',
        'setup tensorflow --from-source',
        'setup model --json',
        `setup ${gemma}`,
      ),
    )
    .action(async (part: Part, flags: SetupFlags) => {
      const { gpu = false, fromSource = false } = flags;
      const isTensorflow = part === 'tensorflow' || part === 'all';
      if (gpu && !isTensorflow) throw new CliError('usage', 'The model has no --gpu: it is TensorFlow’s.');
      if (fromSource && !isTensorflow)
        throw new CliError('usage', 'The model has no --from-source: it is TensorFlow’s.');
      if (flags.acceptGemmaTerms && part !== gemma)
        throw new CliError('usage', `--accept-gemma-terms goes with ${gemma}.`);
      const { setupTensorflow } = await import('@msafeedit/runtime/setup');
      const { progress, signal } = context;
      const options = {
        signal,
        onProgress: (event: { step: string; fraction?: number; detail?: string }): void => {
          progress.update(event);
        },
      };
      const tensorflow = isTensorflow ? await setupTensorflow({ ...options, gpu, fromSource }) : undefined;
      const model = part === 'tensorflow' ? undefined : await setUpModel(part, flags, options, context);
      progress.clear();
      if (flags.json) {
        writeJson(context, { ...(tensorflow && { tensorflow }), ...(model && { model }) });
        return;
      }
      if (tensorflow) {
        const { tensorflowVersion, addon, addonOrigin } = tensorflow;
        const origin = addonOrigin === 'prebuilt' ? 'prebuilt addon' : 'addon compiled here';
        writeLine(context, `TensorFlow ${tensorflowVersion}, ${origin}: ${addon}`);
      }
      if (model) writeLine(context, `${part === gemma ? gemma : 'Demo model'}: ${model.file}`);
      if (gpu) writeLine(context, 'To see whether a card can be used: npx msafeedit doctor');
    });
}

/** Installs the demo's model, or Gemma once its terms are accepted; they are asked for before anything is fetched. */
async function setUpModel(
  part: Exclude<Part, 'tensorflow'>,
  flags: SetupFlags,
  options: SetupOptions,
  context: Context,
): Promise<InstalledModel> {
  const { findModel, modelTerms, setupModel } = await import('@msafeedit/runtime/setup');
  const name = part === gemma ? gemma : demoModelName;
  const terms = findModel(name) ? undefined : modelTerms(name);
  if (terms && !flags.acceptGemmaTerms) await acceptTerms(name, terms, '--accept-gemma-terms', context);
  return await setupModel(name, { ...options, acceptTerms: true });
}
