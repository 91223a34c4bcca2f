import { Buffer } from 'node:buffer';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { damageBytes } from '../mutations/damageBytes.mjs';
import { damageYaml } from '../mutations/damageYaml.mjs';
import { oneFile } from './fixtures.mjs';

const app = '../../../apps/study/dist';

export const studyTargets = {
  'study-yaml': {
    codes: ['usage', 'failed'],
    manyLines: true,
    prepare: async () => {
      const { parseStudy } = await import(`${app}/study/readStudy.js`);
      const { presetText } = await import(`${app}/study/studyPresets.js`);
      return oneFile(
        '.yaml',
        [Buffer.from(presetText('smoke')), Buffer.from(presetText('paper'))],
        damageYaml,
        (file) => parseStudy(readFileSync(file, 'utf8'), file),
      );
    },
  },
  results: {
    codes: ['failed'],
    manyLines: true,
    prepare: async () => {
      const { SqliteReader } = await import(`${app}/study/store/SqliteReader.js`);
      const { SqliteStore } = await import(`${app}/study/store/SqliteStore.js`);
      const folder = join(process.cwd(), 'whole');
      mkdirSync(folder);
      const whole = join(folder, 'results.sqlite');
      const { unit, verdicts } = rows();
      const store = SqliteStore.open(whole, undefined, 'delete');
      for (const name of ['a', 'b', 'c']) store.putUnit({ ...unit, unit: name });
      store.failUnit('d', 'it failed', unit.provenance);
      store.putVerdicts(verdicts);
      store.close();
      const read = (file) => {
        const opened = SqliteReader.open(file);
        try {
          readStore(opened);
        } finally {
          opened.close();
        }
      };
      read(whole);
      const seed = readFileSync(whole);
      rmSync(folder, { recursive: true });
      return oneFile('.sqlite', [seed], damageBytes, read);
    },
  },
  'env-file': {
    codes: ['failed', 'usage'],
    prepare: async () => {
      const { findKey } = await import(`${app}/findKey.js`);
      const seed = Buffer.from('# keys\nOPENAI_API_KEY="made up"\nHF_TOKEN=\'x\'\nexport A=b\n');
      return {
        write: (folder, choice) => {
          writeFileSync(join(folder, '.env'), damageBytes(seed, choice));
          return folder;
        },
        read: (folder) => findKey({ env: {}, folder }, 'HF_TOKEN'),
      };
    },
  },
};

function readStore(store) {
  store.unitStates('s');
  for (const answer of store.answers('s')) store.answerTexts('s', answer.answerKey);
  for (const kind of ['tests', 'jointTests', 'tasks', 'divergences', 'edits', 'provenance'])
    [...store[kind]('s')];
  [...store.verdicts()];
  store.unit('s', 'a');
  store.shardMark();
}

function rows() {
  const provenance = { settings: 's', dataHash: 'h', at: '2026-01-01T00:00:00.000Z' };
  const answers = ['k1', 'k2'].map((answerKey) => ({
    answerKey,
    prompt: `Ask ${answerKey}`,
    text: 'An answer.',
    tokens: 3,
  }));
  const tests = answers.map(({ answerKey }) => ({
    answerKey,
    language: 'en',
    condition: 'before',
    test: 'defence',
  }));
  return {
    unit: { answers, tests, edits: [{ layer: 1, losses: [1, 2] }], provenance },
    verdicts: answers.map(({ answerKey }) => ({
      id: answerKey,
      label: 'safe',
      judge: 'heuristic',
      version: '1',
    })),
  };
}
