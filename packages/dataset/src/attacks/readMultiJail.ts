import { DatasetError } from '../DatasetError.js';
import { csvLines } from '../formats/csvLines.js';
import { readText } from '../readText.js';
import { recordError } from '../recordError.js';
import { chooseLanguages, toAttackSet, type AttackOptions, type AttackSet } from './AttackSet.js';

/** MultiJail's languages, each a column of its file. */
const multiJailLanguages = ['en', 'zh', 'it', 'vi', 'ar', 'ko', 'th', 'bn', 'sw', 'jv'] as const;

/**
 * Reads MultiJail (Deng et al., "Multilingual Jailbreak Challenges in Large Language Models", 2024): `MultiJail.csv` of
 * DAMO-NLP-SG/MultiJail on the Hugging Face hub, with the columns `id`, `source`, one for each language, and `tags` (a list
 * as Python prints it).
 * @throws {DatasetError} `file`, `format`: not readable; `record`: columns or ids are missing, or an id is there twice;
 * `language`: the set lacks a language
 */
export async function readMultiJail(file: string, options: AttackOptions = {}): Promise<AttackSet> {
  const [header, ...rows] = csvLines(await readText(file), file, 'skip');
  const columns = header?.cells ?? [];
  const missing = ['id', ...multiJailLanguages, 'tags'].filter((name) => !columns.includes(name));
  if (missing.length > 0)
    throw new DatasetError(
      'record',
      `${file} is not MultiJail's file: it lacks the ${missing.length > 1 ? 'columns' : 'column'} ${missing.join(', ')}.`,
    );
  const languages = chooseLanguages(multiJailLanguages, options, file);
  const problems: string[] = [];
  const seen = new Set<string>();
  const entries = rows.flatMap(({ cells, line }) => {
    const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
    const [id, source] = [cell('id'), cell('source')];
    if (cells.length !== columns.length)
      problems.push(`line ${line} has ${cells.length} cells for ${columns.length} columns`);
    else if (id === '') problems.push(`line ${line} has no id`);
    else if (seen.has(id)) problems.push(`line ${line} has the id ${id} again`);
    seen.add(id);
    const tags = pythonStrings(cell('tags'));
    return languages.map((language) => ({
      ...{ id, language, question: cell(language), tags },
      ...(source !== '' && { source }),
    }));
  });
  if (problems.length > 0) throw recordError(problems, file);
  return toAttackSet('multijail', languages, entries);
}

/** The strings of a list as Python prints it: `['a', "it's"]`. What is no list is one string. */
function pythonStrings(list: string): string[] {
  const trimmed = list.trim();
  if (!trimmed.startsWith('[')) return trimmed === '' ? [] : [trimmed];
  const strings = trimmed.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gs);
  return [...strings].map(([, single, double]) => (single ?? double ?? '').replace(/\\(['"\\])/g, '$1'));
}
