import { Command } from 'commander';
import type { Context } from '../Context.js';
import { convertCommand } from './data/convert.js';
import { sampleCommand } from './data/sample.js';
import { statsCommand } from './data/stats.js';
import { validateCommand } from './data/validate.js';

const verbs = [validateCommand, sampleCommand, convertCommand, statsCommand];

export function dataCommand(context: Context): Command {
  const data = new Command('data').description('check, draw from, convert and count data sets');
  for (const verb of verbs) data.addCommand(verb(context));
  return data;
}
