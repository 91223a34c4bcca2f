import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { runBin } from '../../test/runBin.js';
import { sharedPostgres } from '../../test/sharedServers.js';
import {
  contents,
  exported,
  run,
  runJson,
  runWell,
  smallStudy,
  studyFolders,
} from '../../test/smallStudy.js';

const newStudy = studyFolders();
const server = sharedPostgres();

function sharedStudy(name: string, address: string): string {
  const place = newStudy(name, smallStudy);
  appendFileSync(join(place, 'study.yaml'), `\nstore: ${address}\n`);
  return place;
}

it('a study with a server ends with the same bytes as one without, on every machine that asks', async () => {
  const address = await server.newDatabase();
  const alone = newStudy('alone', smallStudy);
  await run(alone);
  await runWell('study', 'judge', alone);
  const [first, second, third] = ['first', 'second', 'third'].map((name) => sharedStudy(name, address));
  // Two machines share the work as shards, which the server joins.
  await runWell('study', 'run', first!, '--shard', '1/2');
  await runWell('study', 'run', second!, '--shard', '2/2');
  expect(await run(second!)).toMatchObject({ done: 0, failed: 0 });
  await runWell('study', 'judge', first!);
  expect(await runJson('study', 'status', third!)).toMatchObject({ models: [{ failed: 0, open: 0 }] });
  const expected = await exported(alone);
  for (const place of [first!, second!, third!]) {
    expect(await exported(place)).toEqual(expected);
    expect(existsSync(join(place, 'results.sqlite'))).toBe(true);
  }
  expect(await contents(third!)).toEqual(await contents(alone));
  for (const place of [first!, second!, third!])
    for (const file of [join(place, 'results.sqlite'), join(place, 'export', 'study.json')])
      for (const secret of [server.password, encodeURIComponent(server.password)])
        expect(readFileSync(file, 'latin1')).not.toContain(secret);
  await runWell('report', third!);
  expect(await runJson('study', 'judge', third!)).toMatchObject({ judges: [{ added: 0 }] });
});

it('results from before there was a server are sent to it', async () => {
  const place = newStudy('before', smallStudy);
  await run(place);
  await runWell('study', 'judge', place);
  const address = await server.newDatabase();
  appendFileSync(join(place, 'study.yaml'), `\nstore: ${address}\n`);
  expect(await run(place)).toMatchObject({ done: 0, failed: 0 });
  const other = sharedStudy('other', address);
  expect(await run(other)).toMatchObject({ done: 0, failed: 0 });
  expect(await contents(other)).toEqual(await contents(place));
});

it('a run whose server is restarted in the middle says so, and ends well', async () => {
  const address = await server.newDatabase();
  const database = new URL(address).pathname.slice(1);
  const place = sharedStudy('restarted', address);
  let back: Promise<void> | undefined;
  const running = runBin(['study', 'run', place], (text) => {
    if (text.includes('Trying again')) back ??= server.start();
  });
  const hasUnits = async (): Promise<boolean> =>
    (await server.query('select 1 from msafeedit.units limit 1', database).catch(() => [])).length > 0;
  while (!(await hasUnits())) await delay(20);
  await server.stop();
  const { code, stderr } = await running;
  await back;
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('answers again') as string });
  expect(stderr).not.toContain(encodeURIComponent(server.password));
  rmSync(join(place, 'results.sqlite'));
  expect(await runJson('study', 'status', place)).toMatchObject({ models: [{ failed: 0, open: 0 }] });
});

it('a server that is away is named, and so is the way to work with the copy', async () => {
  const place = sharedStudy('away', await server.newDatabase());
  await runWell('study', 'status', place);
  await server.stop();
  const { code, stdout, stderr } = await runBin(['study', 'status', place]);
  await server.start();
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(
    /^error: The results' server postgres:\/\/tester@127\.0\.0\.1:\d+\/results_\d+ is not running, .* Take `store` out of study\.yaml .*\n$/,
  );
});

it('a variable that is not set is wrong usage', async () => {
  const { code, stderr } = await runBin(['study', 'run', sharedStudy('unset', '$MSAFEEDIT_NO_SUCH_STORE')]);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('$MSAFEEDIT_NO_SUCH_STORE, but that variable is not set') as string,
  });
});
