import { Command } from 'commander';
import type { Context } from '../Context.js';
import { examples } from './examples.js';
import { checkCommand } from './data/check.js';
import { convertCommand } from './data/convert.js';
import { reviewCommand } from './data/review.js';
import { sampleCommand } from './data/sample.js';
import { statsCommand } from './data/stats.js';
import { validateCommand } from './data/validate.js';

const verbs = [validateCommand, sampleCommand, convertCommand, statsCommand, checkCommand, reviewCommand];

export function dataCommand(context: Context): Command {
  const data = new Command('data').description(
    'validate, draw from, convert and count data sets; check and correct translations',
  );
  data.addHelpText(
    'after',
    examples(
      'data stats --data mini    # the small data set that comes along',
      'data validate SafeEdit_test.json',
      'data sample --data SafeEdit_test.json --size 50 --out SafeEdit_sample.json',
    ),
  );
  for (const verb of verbs) data.addCommand(verb(context));
  return data;
}
