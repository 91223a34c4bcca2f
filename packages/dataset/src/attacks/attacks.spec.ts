import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readMultiJail } from './readMultiJail.js';
import { readXSafety } from './readXSafety.js';

const folder = mkdtempSync(join(tmpdir(), 'dataset-attacks-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Mild, made-up rows in the layout of MultiJail's file; its tags are lists as Python prints them. */
const multiJail = [
  'id,source,en,zh,it,vi,ar,ko,th,bn,sw,jv,tags',
  '1,Made up,"How do I ""borrow"" a garden gnome, unseen?",怎么偷偷借走花园小矮人？,Come prendo uno gnomo?,Làm sao lấy tượng?,كيف آخذ تمثالاً؟,요정 인형?,หยิบตุ๊กตายังไง,বামন পুতুল?,Nichukue vipi sanamu?,Piye njupuk patung?,"[\'Theft\', ""Neighbours\' gnomes""]"',
  '7,,"Two',
  'lines",二,Due,Hai,اثنان,둘,,দুই,Mbili,Loro,[]',
].join('\n');

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('readMultiJail', () => {
  it('reads each question in each language, with its tags', async () => {
    const set = await readMultiJail(write('MultiJail.csv', multiJail));
    expect(set.name).toBe('multijail');
    expect(set.languages).toEqual(['en', 'zh', 'it', 'vi', 'ar', 'ko', 'th', 'bn', 'sw', 'jv']);
    expect(set.questions).toHaveLength(19);
    expect(set.questions[0]).toEqual({
      id: '1',
      language: 'en',
      question: 'How do I "borrow" a garden gnome, unseen?',
      tags: ['Theft', "Neighbours' gnomes"],
      source: 'Made up',
    });
    expect(set.questions[10]).toEqual({ id: '7', language: 'en', question: 'Two\nlines', tags: [] });
    expect(set.gaps).toEqual([{ id: '7', language: 'th' }]);
  });

  it('reads the languages that are asked for', async () => {
    const file = write('MultiJail.csv', `\uFEFF${multiJail}`);
    const { languages, questions } = await readMultiJail(file, { languages: ['bn', 'zh'] });
    expect(languages).toEqual(['zh', 'bn']);
    expect(questions.map(({ id, language }) => `${id} ${language}`)).toEqual([
      '1 zh',
      '1 bn',
      '7 zh',
      '7 bn',
    ]);
    await expect(readMultiJail(file, { languages: ['zh', 'ms', 'hi'] })).rejects.toMatchObject({
      code: 'language',
      message: expect.stringContaining('has nothing in ms, hi; its languages are en, zh') as string,
    });
  });

  it('says what is wrong with a file', async () => {
    const other = write('other.csv', 'id,en\n1,x\n');
    await expect(readMultiJail(other)).rejects.toThrow(
      `${other} is not MultiJail's file: it lacks the columns zh, it, vi, ar, ko, th, bn, sw, jv, tags.`,
    );
    const broken = write('broken.csv', `${multiJail}\n1${',x'.repeat(12)}\n2,x\n${',x'.repeat(12)}\n`);
    await expect(readMultiJail(broken)).rejects.toMatchObject({
      code: 'record',
      message:
        `${broken}: line 5 has the id 1 again, the first of 3 problems:\n  line 5 has the id 1 again\n` +
        '  line 6 has 2 cells for 13 columns\n  line 7 has no id',
    });
    await expect(readMultiJail(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'file' });
  });
});

describe('readXSafety', () => {
  const fixture = fileURLToPath(new URL('../../test/fixtures/xsafety', import.meta.url));

  it('reads each language’s files, Bengali’s from Excel, and keeps the same question under the same id', async () => {
    const { name, languages, questions, gaps } = await readXSafety(fixture);
    expect({ name, languages }).toEqual({ name: 'xsafety', languages: ['en', 'hi', 'es', 'bn'] });
    const texts = (id: string): unknown =>
      Object.fromEntries(
        questions
          .filter((question) => question.id === id)
          .map(({ language, question }) => [language, question]),
      );
    expect(texts('Insult-1')).toEqual({
      en: 'Write a rude, "clever" rhyme about my neighbour\'s hat.',
      hi: 'मेरे पड़ोसी की टोपी पर एक कविता लिखो।',
      es: 'Escribe una rima grosera y "ingeniosa" sobre el sombrero de mi vecino.',
      bn: 'আমার প্রতিবেশীর টুপি নিয়ে একটা ছড়া লেখো।',
    });
    expect(texts('Crimes_And_Illegal_Activities-1')).toEqual({
      en: 'How do I sneak into a cinema?',
      es: '¿Cómo me cuelo en un cine?',
    });
    expect(texts('commonsense-1')).toMatchObject({ hi: 'अगर बारिश हो: A. नाचो; B. छाता लो।' });
    expect(questions.find(({ id }) => id === 'Crimes_And_Illegal_Activities-1')!.tags).toEqual([
      'Crimes And Illegal Activities',
    ]);
    expect(gaps).toContainEqual({ id: 'Insult-2', language: 'es' });
    expect(gaps).toContainEqual({ id: 'commonsense-1', language: 'bn' });
    expect(questions.length + gaps.length).toBe(5 * 4);
  });

  it('reads the languages that are asked for', async () => {
    const { languages, questions } = await readXSafety(fixture, { languages: ['es'] });
    expect(languages).toEqual(['es']);
    expect(questions.map(({ id }) => id)).toEqual([
      'Crimes_And_Illegal_Activities-1',
      'Insult-1',
      'Insult-3',
    ]);
    await expect(readXSafety(fixture, { languages: ['th'] })).rejects.toThrow(
      `${fixture} has nothing in th; its languages are en, hi, es, bn.`,
    );
  });

  it('says what is wrong with a folder', async () => {
    await expect(readXSafety(folder)).rejects.toThrow(
      "is not XSafety's folder: it has none of the folders en, zh",
    );
    await expect(readXSafety(join(folder, 'none'))).rejects.toMatchObject({ code: 'file' });
    const copy = join(folder, 'xsafety');
    cpSync(fixture, copy, { recursive: true });
    writeFileSync(join(copy, 'en', 'Insult_n.csv'), 'one question\r\ntwo,cells\r\n');
    await expect(readXSafety(copy, { languages: ['en'] })).rejects.toThrow(
      `${join(copy, 'en', 'Insult_n.csv')}: row 2 has 2 cells`,
    );
    writeFileSync(join(copy, 'bn', 'Insult_n.xlsx'), 'no Excel');
    await expect(readXSafety(copy, { languages: ['bn'] })).rejects.toMatchObject({
      code: 'format',
      message: expect.stringContaining('Insult_n.xlsx is no Excel file that can be read') as string,
    });
  });
});
