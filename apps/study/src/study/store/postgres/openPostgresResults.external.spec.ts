import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { listen } from '../../../../test/listen.js';
import { madeUpAnswer, madeUpProvenance, madeUpTest } from '../../../../test/madeUpResult.js';
import { sharedPostgres } from '../../../../test/sharedServers.js';
import { serverUrl } from '../../serverUrl.js';
import type { StoredVerdict, UnitResult } from '../ResultStore.js';
import type { SharedResults } from '../SharedResults.js';
import { SqliteStore } from '../SqliteStore.js';
import { openPostgresResults } from './openPostgresResults.js';
import type { PatienceOptions } from './PostgresConnection.js';

const server = sharedPostgres();

let address: string;
let local: SqliteStore;
let folder: string;
beforeEach(async () => {
  address = await server.newDatabase();
  folder = mkdtempSync(join(tmpdir(), 'copy-'));
  local = SqliteStore.open(join(folder, 'results.sqlite'));
});
afterEach(() => {
  local.close();
  rmSync(folder, { recursive: true });
});

/** Units a to c of the settings s, with the texts d. */
const ourTexts = new Map([['s', new Map(['a', 'b', 'c'].map((unit) => [unit, 'd']))]]);

async function open(texts = ourTexts, options: PatienceOptions = {}, at = address): Promise<SharedResults> {
  const url = serverUrl(at, 'store', ['postgres'], { env: {}, folder });
  const results = await openPostgresResults(url, texts, options);
  onTestFinished(async () => {
    await results.close();
  });
  return results;
}

const result = (unit: string, text: string, dataHash = 'd'): UnitResult => ({
  unit,
  answers: [madeUpAnswer(`answer-${unit}`, text)],
  tests: [madeUpTest(unit, `answer-${unit}`)],
  provenance: madeUpProvenance({ dataHash }),
});
const verdict = (id: string, label: StoredVerdict['label'] = 'safe'): StoredVerdict => ({
  id,
  label,
  judge: 'j',
  version: '1',
  rationale: 'said \u0000 and \ud800',
});
const textOf = (unit: string): string => local.answerTexts('s', `answer-${unit}`).text;

describe('results on PostgreSQL', () => {
  it('come back as they were put, whatever a model may answer', async () => {
    const text = 'ไม่ได้ "x"\n\\u0000 \u0000 \ud800 lone \udfff 🙂 \u2028';
    const results = await open();
    await results.putUnit(result('a', text));
    await results.failUnit('b', `it became NaN after "${text}"`, madeUpProvenance());
    await results.putVerdicts('s', [verdict('answer-a')]);
    const states = new Map([
      ['a', { state: 'done', dataHash: 'd' }],
      ['b', { state: 'failed', dataHash: 'd', reason: `it became NaN after "${text}"` }],
    ]);
    expect(await results.unitStates('s')).toEqual(states);
    await results.copyTo(local);
    const { answers, tests, provenance: made } = local.unit('s', 'a');
    expect({ unit: 'a', answers, tests, provenance: made }).toEqual(result('a', text));
    expect(local.unitStates('s')).toEqual(states);
    expect([...local.verdicts()]).toEqual([verdict('answer-a')]);
  });

  it('keep the first result of the same texts, and say which that is', async () => {
    const results = await open();
    expect(await results.putUnit(result('a', 'first'))).toEqual(result('a', 'first'));
    expect(await results.putUnit(result('a', 'second'))).toEqual(result('a', 'first'));
    expect(await results.putVerdicts('s', [verdict('x', 'safe')])).toEqual([verdict('x', 'safe')]);
    const both = await results.putVerdicts('s', [verdict('x', 'unsafe'), verdict('y', 'unsafe')]);
    expect(both.map(({ id, label }) => [id, label]).sort()).toEqual([
      ['x', 'safe'],
      ['y', 'unsafe'],
    ]);
  });

  it('let a failure give way to a result, and never the other way round', async () => {
    const results = await open();
    await results.failUnit('a', 'first', madeUpProvenance());
    await results.failUnit('a', 'second', madeUpProvenance());
    expect((await results.unitStates('s')).get('a')).toMatchObject({ state: 'failed', reason: 'second' });
    await results.copyTo(local);
    await results.putUnit(result('a', 'text'));
    await results.failUnit('a', 'late', madeUpProvenance());
    expect((await results.unitStates('s')).get('a')).toEqual({ state: 'done', dataHash: 'd' });
    await results.copyTo(local);
    expect(local.unitStates('s').get('a')).toEqual({ state: 'done', dataHash: 'd' });
  });

  it('of studies with equal settings and other texts are kept apart, and replaced in the copy of one whose texts change', async () => {
    const [ours, theirs] = [await open(), await open(new Map([['s', new Map([['a', 'other']])]]))];
    await ours.putUnit(result('a', 'ours'));
    await theirs.putUnit(result('a', 'theirs', 'other'));
    expect((await ours.unitStates('s')).get('a')).toEqual({ state: 'done', dataHash: 'd' });
    expect((await theirs.unitStates('s')).get('a')).toEqual({ state: 'done', dataHash: 'other' });
    await ours.copyTo(local);
    expect(local.unitStates('s')).toEqual(await ours.unitStates('s'));
    await theirs.copyTo(local);
    expect(local.unitStates('s')).toEqual(await theirs.unitStates('s'));
    expect(await ours.unitStates('else')).toEqual(new Map());
  });

  it('are begun by many at once', async () => {
    const all = await Promise.all(Array.from({ length: 24 }, async () => await open()));
    await Promise.all(all.map(async (results) => await results.putUnit(result('a', 'text'))));
    expect(await all[0]!.unitStates('s')).toHaveProperty('size', 1);
    expect(
      await server.query('select * from msafeedit.about', new URL(address).pathname.slice(1)),
    ).toHaveLength(1);
  });

  it('of another version are refused', async () => {
    await open();
    const database = new URL(address).pathname.slice(1);
    await server.query('update msafeedit.about set version = 99', database);
    await expect(open()).rejects.toThrow('begun by a later version of msafeedit (its tables are version 99');
    await server.query('update msafeedit.about set version = 0', database);
    await expect(open()).rejects.toThrow('begun by an earlier version');
  });

  it('can be used by one who may not create schemas, where an administrator has made the schema', async () => {
    const database = new URL(address).pathname.slice(1);
    await server.query(
      `create role plain login password 'p'; create schema msafeedit authorization plain`,
      database,
    );
    const plain = new URL(address);
    [plain.username, plain.password] = ['plain', 'p'];
    await (await open(ourTexts, {}, plain.href)).putUnit(result('a', 'text'));
    await server.query('drop schema msafeedit cascade', database);
    await expect(open(ourTexts, {}, plain.href)).rejects.toThrow('lets this user do too little');
  });
});

describe('copying', () => {
  it('misses no verdict of a transaction that was begun first and commits last', async () => {
    const results = await open();
    await results.putVerdicts('s', [verdict('first')]);
    // Two machines write at once, and one of them stands still before it commits, seen by the lock that it holds.
    const database = new URL(address).pathname.slice(1);
    const slow = server.query(
      `begin; select pg_advisory_xact_lock(6172340118);
       insert into msafeedit.verdicts (id, judge, version, settings, body)
         select 'slow', judge, version, settings, replace(body, 'first', 'slow') from msafeedit.verdicts;
       select pg_sleep(1); commit`,
      database,
    );
    while ((await server.query(`select 1 from pg_locks where locktype = 'advisory'`)).length === 0)
      await delay(10);
    const quick = results.putVerdicts('s', [verdict('quick')]);
    const copies: string[][] = [];
    const copy = async (): Promise<void> => {
      await results.copyTo(local);
      copies.push(Array.from(local.verdicts(), ({ id }) => id));
    };
    // Without the lock it would be there by now, with a number that hides the other one's.
    await Promise.race([quick, delay(300)]);
    await copy();
    await Promise.all([slow, quick]);
    await copy();
    expect(copies).toEqual([['first'], ['first', 'quick', 'slow']]);
  });

  it('asks for no unit where the copy has all, and copies anew from a server that was set back', async () => {
    const results = await open();
    for (const unit of ['a', 'b', 'c']) await results.putUnit(result(unit, 'text'));
    await results.putVerdicts('s', [verdict('x'), verdict('y')]);
    await results.copyTo(local);
    const database = new URL(address).pathname.slice(1);
    await server.query('alter table msafeedit.units rename to hidden', database);
    await results.copyTo(local);
    await server.query(
      `alter table msafeedit.hidden rename to units;
      delete from msafeedit.verdicts; alter table msafeedit.verdicts alter number restart`,
      database,
    );
    await results.putVerdicts('s', [verdict('z')]);
    await results.copyTo(local);
    expect(Array.from(local.verdicts(), ({ id }) => id)).toEqual(['x', 'y', 'z']);
    expect(textOf('c')).toBe('text');
  });

  it('takes more than one helping', async () => {
    const units = Array.from({ length: 50 }, (_, index) => `u${index}`);
    const results = await open(new Map([['s', new Map(units.map((unit) => [unit, 'd']))]]));
    for (const unit of units) await results.putUnit(result(unit, unit));
    const ids = Array.from({ length: 5_000 }, (_, index) => String(index));
    await results.putVerdicts(
      's',
      ids.map((id) => verdict(id)),
    );
    await results.putVerdicts('else', [verdict('not ours')]);
    await results.copyTo(local);
    expect(units.map(textOf)).toEqual(units);
    expect(new Set(Array.from(local.verdicts(), ({ id }) => id))).toEqual(new Set(ids));
  });
});

describe('a server', () => {
  it('that is restarted in the middle is waited for, and what was written is there once', async () => {
    const notes: string[] = [];
    const results = await open(ourTexts, { onNote: (line) => notes.push(line) });
    await results.putUnit(result('a', 'text'));
    await server.stop();
    const put = results.putUnit(result('b', 'text'));
    const isTold = async (): Promise<void> => {
      while (notes.length === 0) await delay(20);
    };
    await Promise.race([isTold(), put]);
    await server.start();
    await put;
    expect([...(await results.unitStates('s')).keys()].sort()).toEqual(['a', 'b']);
    expect(notes).toEqual([
      expect.stringMatching(
        /^The results' server postgres:\/\/tester@127\.0\.0\.1:\d+\/results_\d+ .* Trying again for up to 300 s/,
      ),
      expect.stringContaining('answers again'),
    ]);
  });

  it('that stays away is given up, or left at once when the command is stopped', async () => {
    const abort = new AbortController();
    const [patient, hasty] = [
      await open(ourTexts, { signal: abort.signal }),
      await open(ourTexts, { patienceMs: 300 }),
    ];
    await server.stop();
    onTestFinished(async () => {
      await server.start();
    });
    await expect(hasty.putUnit(result('a', 'text'))).rejects.toThrow(/nothing listens there|broke off/);
    const put = patient.putUnit(result('a', 'text'));
    setTimeout(() => {
      abort.abort(new Error('stopped'));
    }, 300);
    await expect(put).rejects.toThrow();
  });

  const refusals: readonly [string, (url: URL) => void, RegExp][] = [
    ['is not there', (url) => (url.port = '1'), /nothing listens there/],
    ['has no such host', (url) => (url.hostname = 'nowhere.invalid'), /there is no host of that name/],
    ['refuses the password', (url) => (url.password = 'wr0ng'), /refuses the user or the password/],
    ['wants a password', (url) => (url.password = ''), /wants a password, and the address has none/],
    ['knows no such user', (url) => (url.username = 'nobody'), /refuses the user or the password/],
    ['has no such database', (url) => (url.pathname = '/nothing'), /has no database of that name/],
    [
      'speaks no TLS',
      (url) => (url.search = '?sslmode=require'),
      /has no TLS; .* take sslmode out of the address/,
    ],
  ];
  it.each(refusals)('that %s is named, and the password is not', async (_case, change, message) => {
    const url = new URL(address);
    change(url);
    const error = await open(ourTexts, {}, url.href).then(
      () => undefined,
      (cause: unknown) => cause as Error,
    );
    expect(error).toMatchObject({
      name: 'CliError',
      code: 'failed',
      message: expect.stringMatching(message) as string,
    });
    for (const secret of [server.password, encodeURIComponent(server.password), 'wr0ng'])
      for (const text of [error!.message, error!.stack, String((error!.cause as Error).stack)])
        expect(text).not.toContain(secret);
  });

  it('takes a password from the environment, too', async () => {
    vi.stubEnv('PGPASSWORD', server.password);
    const url = new URL(address);
    url.password = '';
    await (await open(ourTexts, {}, url.href)).putUnit(result('a', 'text'));
    vi.unstubAllEnvs();
  });

  it('that takes connections and says nothing is given up', async () => {
    const url = new URL(address);
    url.port = String(await listen(createServer()));
    await expect(open(ourTexts, {}, url.href)).rejects.toThrow("doesn't answer");
  });
});

it('two processes that write the same unit and verdicts at once agree on one', async () => {
  await open();
  const program = `
    import { openPostgresResults } from ${JSON.stringify(fileURLToPath(new URL('../../../../dist/study/store/postgres/openPostgresResults.js', import.meta.url)))};
    const [href, own, result, verdict] = process.argv.slice(1);
    const results = await openPostgresResults({ href, shown: '' }, new Map());
    const held = [];
    for (let index = 0; index < 40; index++) {
      const text = JSON.parse(result.replaceAll('UNIT', 'u' + index));
      text.answers[0].text = own;
      held.push((await results.putUnit(text)).answers[0].text);
      const [first] = await results.putVerdicts('s', [{ ...JSON.parse(verdict), id: 'v' + index, rationale: own }]);
      held.push(first.rationale);
    }
    process.stdout.write(JSON.stringify(held));
    await results.close();`;
  const write = async (own: string): Promise<string[]> => {
    const given = [address, own, JSON.stringify(result('UNIT', '')), JSON.stringify(verdict(''))];
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, ...given], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    expect(await once(child, 'close')).toEqual([0, null]);
    return JSON.parse(out) as string[];
  };
  const [one, other] = await Promise.all([write('one'), write('other')]);
  expect(one).toHaveLength(80);
  expect(one).toEqual(other);
});
