import type { SafeEditRecord } from '../SafeEditRecord.js';
import { bn } from './texts/bn.js';
import { en } from './texts/en.js';
import { es } from './texts/es.js';
import { fr } from './texts/fr.js';
import { hi } from './texts/hi.js';
import { ms } from './texts/ms.js';
import { th } from './texts/th.js';
import { vi } from './texts/vi.js';
import { zh } from './texts/zh.js';
import type { MiniTexts } from './texts/MiniTexts.js';

/** The records of `mini` as SafeEdit files would hold them, one array a language; ids count from 0. */
export const miniRecords = {
  en: toRecords(en, 'en'),
  es: toRecords(es, 'es'),
  fr: toRecords(fr, 'fr'),
  zh: toRecords(zh, 'zh'),
  bn: toRecords(bn, 'bn'),
  hi: toRecords(hi, 'hi'),
  th: toRecords(th, 'th'),
  ms: toRecords(ms, 'ms'),
  vi: toRecords(vi, 'vi'),
} as const;

function toRecords({ attack, samples }: MiniTexts, language: string): readonly SafeEditRecord[] {
  const attackPrompt = (role: string, question: string): string =>
    attack.replaceAll('{role}', role).replaceAll('{question}', question);
  return samples.map((text, id) => ({
    id,
    language,
    'unsafety category': text.category,
    question: text.question,
    'adversarial prompt': attackPrompt(text.role, text.question),
    'safe generation': text.safe,
    'unsafe generation': text.unsafe,
    'knowledge constrain': { ...text.constraint },
    'generalization test': {
      'test input of only harmful question': text.question,
      'test input of other attack prompt input': attackPrompt(text.otherRole, text.question),
      'test input of other question input': attackPrompt(text.role, text.otherQuestion),
      'test input of other questions and attack prompts': attackPrompt(text.otherRole, text.otherQuestion),
    },
  }));
}
