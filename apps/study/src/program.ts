import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { classifyCommand } from './commands/classify.js';
import { dataCommand } from './commands/data.js';
import { demoCommand } from './commands/demo.js';
import { doctorCommand } from './commands/doctor.js';
import { editCommand } from './commands/edit.js';
import { exportCommand } from './commands/export.js';
import { generateCommand } from './commands/generate.js';
import { judgeCommand } from './commands/judge.js';
import { locateCommand } from './commands/locate.js';
import { reportCommand } from './commands/report.js';
import { setupCommand } from './commands/setup.js';
import { studyCommand } from './commands/study.js';
import { tokenizeCommand } from './commands/tokenize.js';
import { translateCommand } from './commands/translate.js';
import type { Context } from './Context.js';

const verbs = [
  demoCommand,
  generateCommand,
  locateCommand,
  editCommand,
  exportCommand,
  classifyCommand,
  tokenizeCommand,
  dataCommand,
  translateCommand,
  judgeCommand,
  studyCommand,
  reportCommand,
  setupCommand,
  doctorCommand,
];

/** The command line with all its verbs; it throws instead of ending the process. */
export function createProgram(context: Context): Command {
  const program = new Command('msafeedit')
    .description('Detoxify a language model by knowledge editing, and see what the edit does.')
    .version(version())
    .exitOverride()
    // A flag after a command's name is that command's; all commands below inherit this.
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => {
        context.progress.note(text.trimEnd());
      },
      // Errors are reported once, by whoever catches them.
      outputError: () => undefined,
    })
    .addHelpText('after', '\n`msafeedit <command> --help` shows a command’s flags and examples.');
  for (const verb of verbs) {
    const command = verb(context);
    program.addCommand(command);
    inheritSettings(command, program);
  }
  return program;
}

/** Lets a command, and those below it, behave at errors as its parent does. */
function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const below of command.commands) inheritSettings(below, command);
}

function version(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
