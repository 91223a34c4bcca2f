import { Command } from 'commander';
import { writeJson, writeLine, type Context } from '../Context.js';
import { jsonOption } from '../options/shared.js';
import { examples } from './examples.js';

export function doctorCommand(context: Context): Command {
  return new Command('doctor')
    .description(
      'say what is installed, what is missing and how to fix it; exit code 1 if something is missing',
    )
    .addOption(jsonOption())
    .addHelpText('after', examples('doctor', 'doctor --json'))
    .action(async (flags: { readonly json?: true }) => {
      const { inspectSetup } = await import('@msafeedit/runtime/setup');
      const checks = await inspectSetup();
      const missing = checks.filter(({ status }) => status === 'missing').length;
      if (missing > 0) context.exitCode = 1;
      if (flags.json) {
        writeJson(context, { ok: missing === 0, checks });
        return;
      }
      const { bold, green, red, yellow } = context.colours;
      const signs = { ok: green('✔'), missing: red('✘'), warning: yellow('!') };
      const nameWidth = Math.max(...checks.map(({ name }) => name.length));
      for (const { name, status, detail, fix } of checks) {
        writeLine(context, `${signs[status]} ${bold(name.padEnd(nameWidth))}  ${detail}`);
        if (fix !== undefined) writeLine(context, `  ${' '.repeat(nameWidth)}  → ${fix}`);
      }
      writeLine(context);
      writeLine(context, missing === 0 ? 'All that is needed is here.' : `${missing} missing.`);
    });
}
