import { Command, Option } from 'commander';
import type { ExportedCheckpoint } from '@msafeedit/dinm';
import { assertFillable } from '../assertFillable.js';
import { writeJson, writeLine, type Context } from '../Context.js';
import { resolveModel } from '../openModel.js';
import { choice } from '../options/choice.js';
import { jsonOption, modelOption } from '../options/shared.js';
import { nonEmpty, nonEmptyList } from '../options/text.js';
import { formatSeconds, timed } from '../screen/seconds.js';
import { table } from '../screen/table.js';
import { examples } from './examples.js';

// Spelt out for a quick `--help`.
const dtypes = ['f32', 'f16', 'bf16'] as const;

interface ExportFlags {
  readonly model: string;
  readonly delta: readonly string[];
  readonly out: string;
  readonly dtype?: (typeof dtypes)[number];
  readonly force?: true;
  readonly json?: true;
}

export function exportCommand(context: Context): Command {
  return new Command('export')
    .description('write the edited model as a folder that transformers and others can load')
    .addOption(modelOption().makeOptionMandatory())
    .addOption(
      new Option(
        '--delta <file...>',
        'the edits, as `msafeedit edit` saves them; all are added; the flag may be repeated',
      )
        .argParser(nonEmptyList)
        .makeOptionMandatory(),
    )
    .requiredOption('--out <folder>', 'the folder to be written: new or empty', nonEmpty)
    .addOption(
      new Option(
        '--dtype <dtype>',
        `of all weights: ${dtypes.join(', ')} (default: as they are; f32 for a .gguf file)`,
      ).argParser(choice(dtypes)),
    )
    .option('--force', 'replace the model in a folder that is not empty')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'export --model smollm2-135m --delta edit.safetensors --out smollm2-edited',
        'export --model ./llama-2-7b-chat --delta one.safetensors two.safetensors --out ./edited --json',
        'export --model ./model.gguf --delta edit.safetensors --dtype bf16 --out ./edited --force',
      ),
    )
    .action(async (flags: ExportFlags) => {
      await assertFillable(flags.out, flags.force === true);
      const { EditDelta, exportCheckpoint } = await import('@msafeedit/dinm');
      const deltas = await Promise.all(flags.delta.map((file) => EditDelta.load(file)));
      const source = await resolveModel(flags.model, context);
      const { value: exported, seconds } = await timed(() =>
        exportCheckpoint(source, deltas, flags.out, {
          ...(flags.dtype && { dtype: dtypeNames[flags.dtype] }),
          overwrite: flags.force === true,
          signal: context.signal,
          onProgress: (event) => {
            context.progress.update(event);
          },
        }),
      );
      context.progress.note(`${exported.files.length} files in ${flags.out}, in ${formatSeconds(seconds)}.`);
      if (flags.json) writeJson(context, { folder: exported.folder, files: exported.files });
      else show(exported, context);
    });
}

const dtypeNames = { f32: 'F32', f16: 'F16', bf16: 'BF16' } as const;

function show({ folder, files, matrices }: ExportedCheckpoint, context: Context): void {
  const rows = matrices.map(({ parameter, dtype, deltaNorm, roundingNorm }) => [
    parameter,
    dtype.toLowerCase(),
    deltaNorm.toPrecision(4),
    share(roundingNorm, deltaNorm),
  ]);
  const header = ['edited matrix', 'dtype', 'edit (L2 norm)', 'rounding'];
  for (const line of table(header, rows, { right: [2, 3] })) writeLine(context, line);
  writeLine(context);
  for (const file of files) writeLine(context, `${folder}/${file}`);
}

/** What rounding to the dtype did to an edit, as a share of the edit itself; above 100 % little of it is left. */
function share(roundingNorm: number, deltaNorm: number): string {
  if (roundingNorm === 0) return 'none';
  return deltaNorm === 0 ? '-' : `${((100 * roundingNorm) / deltaNorm).toPrecision(2)} %`;
}
