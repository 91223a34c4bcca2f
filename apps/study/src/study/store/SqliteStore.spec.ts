import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { madeUpAnswer, madeUpProvenance, madeUpTest } from '../../../test/madeUpResult.js';
import type { Provenance, StoredAnswer, UnitResult } from './ResultStore.js';
import { SqliteReader } from './SqliteReader.js';
import { SqliteStore } from './SqliteStore.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  file = join(folder, 'results.sqlite');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const answer = (answerKey: string, text = 'ไม่ได้ "x"\n'): StoredAnswer => madeUpAnswer(answerKey, text);
const result = (unit: string, answerKey: string, changes: Partial<Provenance> = {}): UnitResult => ({
  unit,
  answers: [answer(answerKey)],
  tests: [madeUpTest(unit, answerKey)],
  provenance: madeUpProvenance(changes),
});

/** With their texts. */
const answersOf = (store: SqliteStore): StoredAnswer[] =>
  Array.from(store.answers('s'), (each) => ({ ...each, ...store.answerTexts('s', each.answerKey) }));

describe('SqliteStore', () => {
  it('gives back what was put, in the same order whatever the order of putting', () => {
    const contents = (units: readonly string[]): unknown => {
      const store = SqliteStore.open(join(folder, units.join('')));
      for (const unit of units) store.putUnit(result(unit, `answer-${unit}`));
      const all = [[...store.tests('s')], [...answersOf(store)], [...store.provenance('s')]];
      store.close();
      return all;
    };
    expect(contents(['c', 'a', 'b'])).toEqual(contents(['a', 'b', 'c']));
    expect(contents(['a'])).toEqual([
      [madeUpTest('a', 'answer-a')],
      [answer('answer-a')],
      [{ ...madeUpProvenance(), unit: 'a' }],
    ]);
  });

  it('writes a unit once; a second result of the same texts changes nothing, one of other texts replaces it', () => {
    const store = SqliteStore.open(file);
    store.putUnit(result('a', 'first'));
    store.putUnit(result('a', 'second'));
    expect([...store.tests('s')].map(({ answerKey }) => answerKey)).toEqual(['first']);
    store.putUnit(result('a', 'third', { dataHash: 'other' }));
    expect([...store.tests('s')].map(({ answerKey }) => answerKey)).toEqual(['third']);
    expect(store.unitStates('s')).toEqual(new Map([['a', { state: 'done', dataHash: 'other' }]]));
    store.close();
  });

  it('keeps whatever a model may answer', () => {
    const store = SqliteStore.open(file);
    for (const text of ['', 'a\u0000b', '\ud800 and \udfff', '"\\u0000" 🙂', '\u0000', '\ufffe"x"']) {
      const settings = `s${text.length}`;
      const put = result('a', 'k', { settings });
      store.putUnit({ ...put, answers: [{ ...answer('k', text), prompt: text }] });
      expect(store.answerTexts(settings, 'k')).toEqual({ prompt: text, text });
      store.failUnit('b', text, madeUpProvenance({ settings }));
      expect(store.unitStates(settings).get('b')).toEqual({ state: 'failed', dataHash: 'd', reason: text });
    }
    store.close();
  });

  it('keeps results of other settings apart', () => {
    const store = SqliteStore.open(file);
    store.putUnit(result('a', 'x', { settings: 'one' }));
    store.putUnit(result('a', 'y', { settings: 'two' }));
    expect([...store.tests('one')].map(({ answerKey }) => answerKey)).toEqual(['x']);
    expect([...store.unitStates('three')]).toEqual([]);
    store.close();
  });

  it('records a failure with its reason, and the success that follows it', () => {
    const store = SqliteStore.open(file);
    store.failUnit('a', 'it became NaN', madeUpProvenance());
    expect(store.unitStates('s').get('a')).toEqual({
      state: 'failed',
      dataHash: 'd',
      reason: 'it became NaN',
    });
    store.putUnit(result('a', 'x'));
    expect(store.unitStates('s').get('a')).toEqual({ state: 'done', dataHash: 'd' });
    store.close();
  });

  it('can be read while another process writes', () => {
    const writer = SqliteStore.open(file);
    writer.putUnit(result('a', 'x'));
    const reader = SqliteReader.open(file);
    writer.putUnit(result('b', 'y'));
    expect(reader.unitStates('s').size).toBe(2);
    reader.close();
    writer.close();
  });

  it('says that another process holds it, and goes on once it is free', async () => {
    const store = SqliteStore.open(file, 50);
    const holder = `
      const database = new (require('libsql'))(${JSON.stringify(file)});
      database.exec('begin immediate');
      process.stdout.write('held');
      setTimeout(() => {}, 20000);`;
    const cwd = fileURLToPath(new URL('../../..', import.meta.url));
    const child = spawn(process.execPath, ['-e', holder], { cwd });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(() => {
      store.putUnit(result('a', 'x'));
    }).toThrow("Can't write to the results: another process is writing to it; wait for it, or stop it.");
    child.kill('SIGKILL');
    await new Promise((resolve) => child.on('close', resolve));
    store.putUnit(result('a', 'x'));
    expect(store.unitStates('s').size).toBe(1);
    store.close();
  });

  it('refuses the tables of another version, and reads a file that was begun without any', () => {
    const database = new Database(file);
    expect([...SqliteReader.open(file).unitStates('s')]).toEqual([]);
    database.exec('pragma user_version = 1');
    expect(() => SqliteStore.open(file)).toThrow('written by an earlier version');
    database.exec('pragma user_version = 99');
    expect(() => SqliteReader.open(file)).toThrow('written by a later version');
    database.close();
  });

  it('refuses what is no store, and a store that is not there', () => {
    writeFileSync(file, 'no database '.repeat(100));
    expect(() => SqliteStore.open(file)).toThrow(/Can't open .*results\.sqlite/);
    expect(() => SqliteReader.open(join(folder, 'none'))).toThrow('There are no results yet');
  });
});
