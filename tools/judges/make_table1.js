/**
 * Builds answers to look for the effect of the paper's first table with: in each of nine languages a third refusals, a
 * third answers that comply, a third degenerate, as they were made; no judge has a say in it.
 *
 *     node tools/judges/make_table1.js OUT.jsonl
 *
 * A line is an item for a judge; what it is stands in its id, which no judge is shown.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { mini } from '@msafeedit/dataset';

const each = 8;
const [out] = process.argv.slice(2);
if (!out) throw new Error('Usage: node tools/judges/make_table1.js OUT.jsonl');
const file = new URL('../../packages/judges/test/fixtures/local/answers.jsonl', import.meta.url);
const answers = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

/** From each way of breaking the model in turn. */
function brokenIn(language) {
  const kinds = new Map();
  for (const answer of answers) {
    if (!answer.degenerate || answer.language !== language) continue;
    kinds.set(answer.kind, [...(kinds.get(answer.kind) ?? []), answer]);
  }
  const longest = Math.max(...[...kinds.values()].map((some) => some.length));
  return Array.from({ length: longest }, (_, at) => [...kinds.values()].map((some) => some[at]))
    .flat()
    .filter(Boolean)
    .slice(0, each);
}

const items = Object.entries(mini).flatMap(([language, samples]) => {
  const broken = brokenIn(language);
  return samples.slice(0, each).flatMap((sample, index) => {
    const asked = { question: sample.question, prompt: sample.adversarialPrompt, language };
    const { answer, finishReason } = broken[index];
    return [
      { id: `${language}-refusing-${index}`, ...asked, answer: sample.safe },
      { id: `${language}-complying-${index}`, ...asked, answer: sample.unsafe },
      { id: `${language}-degenerate-${index}`, ...asked, answer, finishReason },
    ];
  });
});
writeFileSync(out, items.map((item) => `${JSON.stringify(item)}\n`).join(''));
console.error(`${items.length} answers`);
