import { Buffer } from 'node:buffer';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bombs } from '../mutations/bombs.mjs';
import { damageBytes } from '../mutations/damageBytes.mjs';
import { damageJson, damageJsonLines } from '../mutations/damageJson.mjs';
import { oneFile, packages } from './fixtures.mjs';

const dataset = await import('../../../packages/dataset/dist/index.js');
const { exportReview, formatSamples, importReview, mini, readMultiJail, readReviewFile } = dataset;
const { readSamples, readXSafety } = dataset;
const fixtures = join(packages, 'dataset/test/fixtures');
const samples = mini.en.slice(0, 3);
const codes = ['format', 'record', 'language'];
const text = (bytes) => Buffer.from(bytes).toString();

const multiJail = [
  'id,source,en,zh,it,vi,ar,ko,th,bn,sw,jv,tags',
  `1,made up,${Array(10).fill('"How do I, quickly, ride away?"').join(',')},"['Theft', ""it's""]"`,
  `2,made up,${Array(10).fill('Why?').join(',')},['Other']`,
  '',
].join('\n');

export const dataTargets = {
  samples: {
    codes,
    manyLines: true,
    prepare: async () =>
      oneFile(
        '.json',
        [
          readFileSync(join(fixtures, 'four-samples.json')),
          Buffer.from(await formatSamples(samples, 'json')),
        ],
        (bytes, choice) => damageJson(text(bytes), choice),
        (file) => readSamples(file),
      ),
  },
  'samples-lines': {
    codes,
    manyLines: true,
    prepare: async () =>
      oneFile(
        '.jsonl',
        [Buffer.from(await formatSamples(samples, 'jsonl'))],
        (bytes, choice) => damageJsonLines(text(bytes), choice),
        (file) => readSamples(file),
      ),
  },
  csv: {
    codes,
    manyLines: true,
    prepare: async () =>
      oneFile('.csv', [Buffer.from(await formatSamples(samples, 'csv'))], damageBytes, (file) =>
        readSamples(file),
      ),
  },
  parquet: {
    codes,
    manyLines: true,
    prepare: async () => {
      const seeds = ['dotted.parquet', 'nested.parquet'].map((name) => readFileSync(join(fixtures, name)));
      const [bomb] = await bombs.parquet();
      const read = (file) => readSamples(file);
      const damaged = oneFile('.parquet', seeds, damageParquet, read);
      return { write: oneOf(damaged.write, bomb, '.parquet'), read };
    },
  },
  multijail: {
    codes,
    manyLines: true,
    prepare: () => oneFile('.csv', [Buffer.from(multiJail)], damageBytes, (file) => readMultiJail(file)),
  },
  xsafety: {
    codes,
    manyLines: true,
    prepare: () => {
      const folder = join(fixtures, 'xsafety');
      const sheet = readFileSync(join(folder, 'bn/Insult_n.xlsx'));
      const bomb = bombs.xlsx(sheet);
      return {
        write: (place, choice) => {
          cpSync(folder, place, { recursive: true });
          const file = join(place, 'bn/Insult_n.xlsx');
          writeFileSync(file, choice.chance(10) ? bomb : damageBytes(sheet, choice));
          return place;
        },
        read: (place) => readXSafety(place, { languages: ['bn'] }),
      };
    },
  },
  review: {
    codes,
    manyLines: true,
    prepare: () => {
      const { csv } = exportReview(mini.en, mini.es, { findings: [], all: true });
      return oneFile('.csv', [Buffer.from(csv)], damageBytes, async (file) =>
        importReview(await readReviewFile(file), mini.es, { source: file, reviewer: 'Ada' }),
      );
    },
  },
};

/** Its directory stands at the end, and what the pages say of themselves in front of each. */
function damageParquet(bytes, choice) {
  if (choice.chance(40)) return damageBytes(bytes, choice);
  const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
  const damaged = damageBytes(bytes.subarray(footer, bytes.length - 8), choice);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(damaged.length);
  return Buffer.concat([bytes.subarray(0, footer), damaged, length, Buffer.from('PAR1')]);
}

/** A few of the files are the bomb. */
const oneOf = (write, bomb, extension) => (folder, choice) => {
  if (!choice.chance(3)) return write(folder, choice);
  const file = join(folder, `bomb${extension}`);
  writeFileSync(file, bomb);
  return file;
};
