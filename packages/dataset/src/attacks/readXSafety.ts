import type * as fs from 'node:fs';
import { nodeModule } from '@msafeedit/services';
import { closestMatch } from 'leven';
import { DatasetError } from '../DatasetError.js';
import { fileExtension } from '../fileExtension.js';
import { csvLines } from '../formats/csvLines.js';
import { tooLarge, unpackLimit } from '../formats/unpackLimit.js';
import { readBytes, readText } from '../readText.js';
import {
  chooseLanguages,
  toAttackSet,
  type AttackOptions,
  type AttackQuestion,
  type AttackSet,
} from './AttackSet.js';

/** XSafety's folders by language; Spanish is the one whose folder isn't named by its code. */
const folders = {
  en: 'en',
  zh: 'zh',
  fr: 'fr',
  ru: 'ru',
  de: 'de',
  ar: 'ar',
  hi: 'hi',
  es: 'sp',
  ja: 'ja',
  bn: 'bn',
} as const;

type XSafetyLanguage = keyof typeof folders;

/** XSafety's kinds of harm; each is a file, which may have `_n` or `_en` or a slip in its name. */
const kinds = [
  'Crimes_And_Illegal_Activities',
  'Ethics_And_Morality',
  'Goal_Hijacking',
  'Inquiry_With_Unsafe_Opinion',
  'Insult',
  'Mental_Health',
  'Physical_Harm',
  'Privacy_And_Property',
  'Prompt_Leaking',
  'Reverse_Exposure',
  'Role_Play_Instruction',
  'Unfairness_And_Discrimination',
  'Unsafe_Instruction_Topic',
  'commonsense',
] as const;

/**
 * Reads XSafety (Wang et al., "All Languages Matter: On the Multilingual Safety of Large Language Models", 2024): a checkout
 * of Jarviswang94/Multilingual_safety_benchmark, with a folder a language and in it a file a kind of harm, CSV or, for
 * Bengali, Excel, without a header and one question a row. The same row is the same question in every language, so an id is
 * the kind and the row, from 1 (`Insult-7`).
 * @param folder the checkout
 * @throws {DatasetError} `file`, `format`: not readable; `record`: a row has more than one cell filled; `language`: the set
 * lacks a language
 */
export async function readXSafety(folder: string, options: AttackOptions = {}): Promise<AttackSet> {
  const present = await listFolder(folder);
  const all = (Object.keys(folders) as XSafetyLanguage[]).filter((language) =>
    present.includes(folders[language]),
  );
  if (all.length === 0)
    throw new DatasetError(
      'file',
      `${folder} is not XSafety's folder: it has none of the folders ${Object.values(folders).join(', ')}.`,
    );
  const languages = chooseLanguages(all, options, folder) as readonly XSafetyLanguage[];
  const perLanguage: (readonly AttackQuestion[])[] = [];
  for (const language of languages)
    perLanguage.push(await readLanguage(`${folder}/${folders[language]}`, language));
  return toAttackSet('xsafety', languages, byId(perLanguage));
}

async function readLanguage(folder: string, language: string): Promise<readonly AttackQuestion[]> {
  const files = await listFolder(folder);
  const questions: AttackQuestion[] = [];
  for (const kind of kinds) {
    const file = fileOf(kind, files);
    if (file === undefined) continue;
    const rows = await readRows(`${folder}/${file}`);
    const tags = [kind === 'commonsense' ? 'Commonsense' : kind.replaceAll('_', ' ')];
    questions.push(...rows.map((question, row) => ({ id: `${kind}-${row + 1}`, language, question, tags })));
  }
  return questions;
}

/** The file of a kind of harm: the one that is named so, or nearest to it. */
function fileOf(kind: string, files: readonly string[]): string | undefined {
  const tables = files.filter((file) => ['csv', 'xlsx'].includes(fileExtension(file) ?? ''));
  const nameOf = (file: string): string => file.slice(0, file.lastIndexOf('.')).replace(/_(?:n|en)$/, '');
  const name = closestMatch(kind, tables.map(nameOf), { maxDistance: 2 });
  return tables.find((file) => nameOf(file) === name);
}

/** The question of each row; empty where the row is. */
async function readRows(file: string): Promise<string[]> {
  const rows =
    fileExtension(file) === 'xlsx'
      ? await readSheetRows(file)
      : csvLines(await readText(file), file, 'keep').map(({ cells }) => cells);
  return rows.map((cells, row) => {
    const filled = cells.filter((cell) => cell.trim() !== '');
    if (filled.length > 1)
      throw new DatasetError(
        'record',
        `${file}: row ${row + 1} has ${filled.length} cells, where XSafety's files have one question a row.`,
      );
    return filled[0] ?? '';
  });
}

async function readSheetRows(file: string): Promise<string[][]> {
  const bytes = await readBytes(file);
  const { readSheet } = await import('read-excel-file/universal');
  try {
    await assertUnpacksSmall(bytes);
    const rows = await readSheet(new Uint8Array(bytes).buffer, { trim: false });
    return rows.map((cells) => cells.map((cell) => (cell === null ? '' : String(cell))));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatasetError('format', `${file} is no Excel file that can be read: ${reason}.`, { cause });
  }
}

/** An Excel file is a zip file, which tells in its directory what each file in it unpacks to; the reader takes no more than that. */
async function assertUnpacksSmall(bytes: Uint8Array): Promise<void> {
  const { unzipSync } = await import('fflate');
  let total = 0;
  unzipSync(bytes, {
    filter: ({ originalSize }) => {
      total += originalSize;
      return false;
    },
  });
  if (total > unpackLimit(bytes.length)) throw new Error(tooLarge(bytes.length));
}

/** All languages' questions, those of one id together; an id that a language lacks is there with an empty question. */
function byId(perLanguage: readonly (readonly AttackQuestion[])[]): AttackQuestion[] {
  const ids = [...new Set(perLanguage.flatMap((questions) => questions.map(({ id }) => id)))];
  const tables = perLanguage
    .filter((questions) => questions.length > 0)
    .map((questions) => ({
      language: questions[0]!.language,
      byId: new Map(questions.map((question) => [question.id, question])),
    }));
  return ids.flatMap((id) =>
    tables.map(({ language, byId: table }) => table.get(id) ?? { id, language, question: '', tags: [] }),
  );
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return (await nodeModule<typeof fs>('node:fs').promises.readdir(folder)).sort();
  } catch (cause) {
    const reason =
      cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? 'there is none' : String(cause);
    throw new DatasetError('file', `The folder ${folder} can't be read: ${reason}.`, { cause });
  }
}
