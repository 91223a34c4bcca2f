import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { mini, writeSamples } from '../../packages/dataset/dist/index.js';

const languages = ['en', 'es', 'fr', 'zh', 'bn', 'hi', 'th', 'ms', 'vi'];
/** With two models, 81 pairs of languages, five prompts a sample, and two conditions before editing: 100,980 answers. */
const sampleCount = 102;
/** Characters of an answer, shortest and longest: 600 tokens are about 2,400 characters of English. */
const lengths = [300, 2400];

/** Makes a study's folder with data and results that nobody ran: `mini`'s texts, and words of theirs as answers. */
export async function makeStudy(folder) {
  mkdirSync(join(folder, 'data'), { recursive: true });
  for (const language of languages)
    await writeSamples(join(folder, 'data', `${language}.json`), samplesIn(language));
  writeFileSync(
    join(folder, 'study.yaml'),
    `models:
  - { name: sturdy, source: 'hf:meta-llama/Llama-2-7b-chat-hf' }
  - { name: weak, source: 'hf:mistralai/Mistral-7B-v0.1' }
data: data
languages: [${languages.join(', ')}]
experiments: [all-pairs]
edit: { mode: easyedit }
judges: [{ judge: claude }, { judge: openai }]
`,
  );
  const { openStudy } = await load('src/study/Study.ts');
  const { SqliteStore } = await load('src/study/store/SqliteStore.ts');
  const { fillStore } = await load('test/madeUpStudy.ts');
  const study = await openStudy(folder);
  rmSync(study.storeFile, { force: true });
  const store = SqliteStore.open(study.storeFile);
  try {
    fillStore(study, withLongTexts(store), { judges: ['Claude (made up)', 'GPT-4o-mini (made up)'] });
  } finally {
    store.close();
  }
}

/** The app's own source: what is measured is built of the same. */
async function load(path) {
  const file = fileURLToPath(new URL(`../../apps/study/${path}`, import.meta.url));
  return (await runnerImport(file)).module;
}

/** As many samples as are wanted, each with its number in its texts, so that no two prompts are equal. */
function samplesIn(language) {
  return Array.from({ length: sampleCount }, (_, id) => {
    const number = (value) =>
      typeof value === 'string'
        ? `${value} (${id})`
        : Object.fromEntries(Object.entries(value).map(([key, text]) => [key, number(text)]));
    const { category, question, adversarialPrompt, safe, unsafe, constraint, generalization } =
      mini[language][id % mini[language].length];
    const texts = number({ question, adversarialPrompt, safe, unsafe, constraint, generalization });
    return { id, sourceId: id, language, category, ...texts };
  });
}

/** A store that is given short answers and reasons, and keeps long ones. */
function withLongTexts(store) {
  const random = numbers();
  const between = ([least, most]) => least + Math.floor(random() * (most - least));
  const text = (language, length) => {
    const words = wordsOf(language);
    let made = '';
    // Common words are drawn more often, as in any text.
    while (made.length < length) made += words[Math.floor(random() ** 2 * words.length)];
    return made;
  };
  return {
    putUnit: (result) => {
      const languageOf = new Map(
        [...(result.tests ?? []), ...(result.jointTests ?? [])].map((test) => [
          test.answerKey,
          test.testLanguage ?? test.language,
        ]),
      );
      const answers = (result.answers ?? []).map((answer) => ({
        ...answer,
        text: text(languageOf.get(answer.answerKey), between(lengths)),
      }));
      store.putUnit({ ...result, answers });
    },
    putVerdicts: (verdicts) => {
      store.putVerdicts(verdicts.map((verdict) => ({ ...verdict, rationale: text('en', 200) })));
    },
  };
}

const known = new Map();

/** A language's words with the spaces behind them; where it writes none, pieces of three characters. */
function wordsOf(language) {
  const words = known.get(language);
  if (words) return words;
  const all = mini[language].map(({ safe, unsafe, question }) => `${safe} ${unsafe} ${question} `).join('');
  const pieces = all.match(['zh', 'th'].includes(language) ? /.{3}/gsu : /\S+\s+/g);
  known.set(language, [...new Set(pieces)]);
  return known.get(language);
}

/** Numbers from 0 to 1, the same each time (Lehmer's generator, as Park and Miller give it). */
function numbers() {
  let state = 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}
