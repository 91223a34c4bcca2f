import { readFileSync } from 'node:fs';
import { Command, Help, type Option } from 'commander';
import type { Context } from './Context.js';

type MakeCommand = (context: Context) => Command;

/** In the order of `--help`. Loaded when they are called, so that no verb waits for what only others need. */
const verbs: Readonly<Record<string, () => Promise<MakeCommand>>> = {
  demo: async () => (await import('./commands/demo.js')).demoCommand,
  generate: async () => (await import('./commands/generate.js')).generateCommand,
  locate: async () => (await import('./commands/locate.js')).locateCommand,
  edit: async () => (await import('./commands/edit.js')).editCommand,
  export: async () => (await import('./commands/export.js')).exportCommand,
  classify: async () => (await import('./commands/classify.js')).classifyCommand,
  tokenize: async () => (await import('./commands/tokenize.js')).tokenizeCommand,
  data: async () => (await import('./commands/data.js')).dataCommand,
  translate: async () => (await import('./commands/translate.js')).translateCommand,
  judge: async () => (await import('./commands/judge.js')).judgeCommand,
  study: async () => (await import('./commands/study.js')).studyCommand,
  worker: async () => (await import('./commands/worker.js')).workerCommand,
  report: async () => (await import('./commands/report.js')).reportCommand,
  setup: async () => (await import('./commands/setup.js')).setupCommand,
  doctor: async () => (await import('./commands/doctor.js')).doctorCommand,
};

/**
 * The command line with the verb that `args` begins with, else with all verbs, which help and a misspelt one need; it
 * throws instead of ending the process.
 */
export async function createProgram(args: readonly string[], context: Context): Promise<Command> {
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
    .configureHelp({
      minWidthToWrap: 20, // a terminal of 60 columns leaves less than commander's 40 for descriptions
      optionDescription: (option) => describeOption(option),
    })
    .addHelpText(
      'after',
      '\nBegin with `npx msafeedit demo`. `npx msafeedit <command> --help` shows a command’s flags and examples.',
    );
  const named = Object.entries(verbs).filter(([name]) => name === args[0]);
  for (const [, load] of named.length > 0 ? named : Object.entries(verbs)) {
    const makeCommand = await load();
    const command = makeCommand(context);
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

/** As commander does it, and says whether the option must be given. */
function describeOption(option: Option): string {
  const description = new Help().optionDescription(option);
  return option.mandatory ? `${description} (required)` : description;
}

function version(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
