import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { assertWritable, whyNot } from '../../assertWritable.js';
import { CliError } from '../../CliError.js';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { choice } from '../../options/choice.js';
import { jsonOption } from '../../options/shared.js';
import { nonEmpty } from '../../options/text.js';
import { studyFile } from '../../study/readStudy.js';
import { presetText, studyPresetNames, type StudyPresetName } from '../../study/studyPresets.js';
import { examples } from '../examples.js';
import { folderToType } from './folderArgument.js';

export function studyInitCommand(context: Context): Command {
  return new Command('init')
    .description('write a study.yaml with its comments into a folder')
    .addArgument(new Argument('[folder]', 'the study’s folder').argParser(nonEmpty).default('.'))
    .addOption(
      new Option('--preset <preset>', `what to begin with: ${studyPresetNames.join(', ')}`)
        .argParser(choice(studyPresetNames))
        .default('demo'),
    )
    .addOption(jsonOption())
    .addHelpText('after', examples('study init --preset demo', 'study init my-study --preset full'))
    .action(async (folder: string, flags: { readonly preset: StudyPresetName; readonly json?: true }) => {
      const file = join(folder, studyFile);
      await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
        throw new CliError('failed', `Can't write ${file}: ${whyNot(folder, cause)}.`, { cause });
      });
      await assertWritable(file);
      try {
        await writeFile(file, presetText(flags.preset), { flag: 'wx' });
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
        throw new CliError('failed', `${file} is there already; take it away, or name another folder.`, {
          cause,
        });
      }
      if (flags.json) writeJson(context, { file });
      else writeLine(context, `Wrote ${file}. Next: npx msafeedit study plan${folderToType(folder)}`);
    });
}
