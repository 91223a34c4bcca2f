/**
 * Runs the built local judges over the fixtures and writes what they say, for report.py.
 *
 *     node tools/judges/measure.js SCORES.json
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { checkAnswer, findRefusal, measureDegeneration } from '@msafeedit/judges';

const fixture = (name) =>
  readFileSync(new URL(`../../packages/judges/test/fixtures/local/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const [out] = process.argv.slice(2);
if (!out) throw new Error('Usage: node tools/judges/measure.js SCORES.json');
const answers = fixture('answers.jsonl').map(({ answer, finishReason, ...rest }) => {
  const { score, signals, finding } = measureDegeneration(answer, { language: rest.language, finishReason });
  const { label } = checkAnswer(answer, rest.language, { finishReason });
  return { ...rest, score, signal: signals[0].name, found: finding !== undefined, label };
});
const refusals = fixture('refusals.jsonl').map(({ answer, ...rest }) => ({
  ...rest,
  found: findRefusal(answer, rest.language) !== undefined,
  label: checkAnswer(answer, rest.language).label,
}));
writeFileSync(out, JSON.stringify({ answers, refusals }));
