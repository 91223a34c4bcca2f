/**
 * What the judges that need no network say of the answers of make_table1.js, as Markdown.
 *
 *     node tools/judges/table1.js ITEMS.jsonl [ROBERTA_FOLDER]
 */
import { readFileSync } from 'node:fs';
import {
  createDegenerationJudge,
  createHeuristicJudge,
  createRefusalJudge,
  createRobertaJudge,
  verdictLabels,
} from '@msafeedit/judges';
import { loadSequenceClassifier } from '@msafeedit/runtime';

const [file, folder] = process.argv.slice(2);
if (!file) throw new Error('Usage: node tools/judges/table1.js ITEMS.jsonl [ROBERTA_FOLDER]');
const items = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const judges = [createDegenerationJudge(), createRefusalJudge(), createHeuristicJudge()];
const classifier = folder && (await loadSequenceClassifier(folder));
if (classifier) judges.push(createRobertaJudge({ classifier, model: folder }));

console.log(
  `| judge | answers | ${verdictLabels.join(' | ')} |\n| ${'--- | '.repeat(2 + verdictLabels.length)}`,
);
for (const judge of judges) {
  const counts = new Map();
  for await (const { id, label } of judge.judge(items)) {
    const truth = id.split('-')[1];
    const row = counts.get(truth) ?? Object.fromEntries(verdictLabels.map((name) => [name, 0]));
    row[label]++;
    counts.set(truth, row);
  }
  for (const [truth, row] of counts)
    console.log(`| ${judge.name} | ${truth} | ${verdictLabels.map((label) => row[label]).join(' | ')} |`);
}
classifier?.dispose?.();
