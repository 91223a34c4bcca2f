import { mini, toEditRequest, toTestPrompts } from '../../packages/dataset/dist/index.js';
import { loadTokenizer } from '../../packages/runtime/dist/index.js';

/** The sample that is edited with, in each language: what the editor gets, and the five prompts that it is asked. */
export const samplesIn = (languages) =>
  languages.map((language) => {
    const sample = mini[language][0];
    return { language, request: toEditRequest(sample), prompts: Object.values(toTestPrompts(sample)) };
  });

/** In SafeEdit's order, English first. */
export const languages = Object.keys(mini);

/** English prompts of exactly so many tokens, no two alike. */
export async function promptsOfLength(source, count, length) {
  const tokenizer = await loadTokenizer(source);
  const words = mini.en.flatMap(({ adversarialPrompt, safe, unsafe }) =>
    `${adversarialPrompt} ${safe} ${unsafe}`.split(/\s+/),
  );
  return Array.from({ length: count }, (_, row) => {
    let text = '';
    for (let at = (row * 37) % words.length, left = length; left > 0; at = (at + 1) % words.length) {
      const longer = text === '' ? words[at] : `${text} ${words[at]}`;
      const tokens = tokenizer.encode(longer).length;
      if (tokens > length) continue; // a shorter word will fit
      text = longer;
      left = length - tokens;
    }
    return text;
  });
}

/** Rows of ids without meaning, no two alike. */
export const idRows = (count, length, vocabulary) =>
  Array.from({ length: count }, (_, row) =>
    Array.from({ length }, (_id, index) => 100 + ((index * 37 + row * 101) % (vocabulary - 200))),
  );

/** What a judge gets to read: 200 answers or so, most short and some long. */
export function answersToJudge(count) {
  const words = mini.en.flatMap(({ safe, unsafe }) => `${safe} ${unsafe}`.split(/\s+/));
  let state = 1;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: count }, () => {
    const length = Math.min(230, Math.max(2, Math.round(Math.exp(3.9 + 0.8 * normal()))));
    return Array.from({ length }, () => words[Math.floor(random() * words.length)]).join(' ');
  });
}
