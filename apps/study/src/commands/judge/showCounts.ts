import { writeLine, type Context } from '../../Context.js';
import { table } from '../../screen/table.js';
import { labels, type VerdictCounts } from './verdictsFile.js';

/** The counts as a table, for people. */
export function showCounts(counts: VerdictCounts, context: Context): void {
  const rows = labels.map((label) => [
    label,
    String(counts[label]),
    `${((100 * counts[label]) / counts.judged).toFixed(1)} %`,
  ]);
  for (const line of table(['label', 'answers', 'share'], rows, { right: [1, 2] })) writeLine(context, line);
}
