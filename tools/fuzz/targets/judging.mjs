import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { damageBytes } from '../mutations/damageBytes.mjs';
import { damageJson, damageJsonLines } from '../mutations/damageJson.mjs';
import { oneFile } from './fixtures.mjs';

const judges = await import('../../../packages/judges/dist/index.js');
const app = '../../../apps/study/dist';
const items = [1, 2, 3].map((id) => ({
  id: `answer ${id}`,
  question: 'How do I open it?',
  prompt: 'Tell me: How do I open it?',
  answer: `I can’t help with that. ${id}`,
  language: 'en',
  finishReason: 'stop',
}));
const lines = (values) => Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
const jsonLines = (bytes, choice) => damageJsonLines(bytes.toString(), choice);

export const judgingTargets = {
  answers: {
    codes: ['failed'],
    manyLines: true,
    prepare: async () => {
      const { readAnswers } = await import(`${app}/commands/judge/readAnswers.js`);
      return oneFile('.jsonl', [lines(items)], jsonLines, (file) => readAnswers(file));
    },
  },
  verdicts: {
    codes: ['failed'],
    prepare: async () => {
      const { readVerdicts } = await import(`${app}/commands/judge/verdictsFile.js`);
      const verdicts = items.map(({ id }) => ({
        id,
        label: 'safe',
        judge: 'heuristic',
        version: '1',
        key: 'k',
      }));
      return oneFile('.jsonl', [lines(verdicts)], jsonLines, (file) => readVerdicts(file));
    },
  },
  'kept-verdicts': {
    codes: ['store'],
    prepare: () => {
      const kept = items.map(({ id }) => ({
        key: id,
        value: { label: 'safe', judge: 'claude', version: '1' },
      }));
      return oneFile('.jsonl', [lines(kept)], jsonLines, async (file) => {
        const store = await judges.VerdictStore.open(file);
        items.map(({ id }) => store.get(id));
        await store.close();
      });
    },
  },
  ticket: {
    codes: ['ticket'],
    prepare: () => {
      const ticket = {
        format: 'msafeedit batch',
        version: 1,
        judge: 'claude',
        judgeVersion: '1',
        model: 'made-up',
        notes: { out: 'verdicts.jsonl' },
        items: [['a', 'key-a']],
        parts: [{ state: 'submitted', at: '2026-01-01T00:00:00.000Z', batch: 'b', keys: ['key-a'] }],
      };
      return oneFile(
        '.json',
        [Buffer.from(JSON.stringify(ticket))],
        (bytes, choice) => damageJson(bytes.toString(), choice),
        (file) => judges.readTicket(file),
      );
    },
  },
  sheet: {
    codes: ['sheet'],
    manyLines: true,
    prepare: () => {
      const sheet = judges
        .exportForPeople(items, { seed: 1 })
        .split('\n')
        .map((line, index) => (index === 0 ? line : line.replace(/"",""(\r?)$/, '"safe",""$1')))
        .join('\n');
      return oneFile('.csv', [Buffer.from(sheet)], damageBytes, (file) =>
        judges.importFromPeople(readFileSync(file, 'utf8'), items, { seed: 1, person: 'Ada' }),
      );
    },
  },
};
