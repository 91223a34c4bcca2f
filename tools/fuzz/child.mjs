// Reads one damaged file after the other until its time is over, and tells the parent before each.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { ownErrors } from './ownErrors.mjs';
import { seededChoice } from './mutations/seededChoice.mjs';
import { targets } from './targets/index.mjs';

/**
 * What reading a file of a few hundred kilobytes may leave or take beside JavaScript's heap, which has a limit of its own. Node
 * itself grows by tens of megabytes with what it compiles.
 */
const mostMegabytes = 300;
/** Some damage is harmless, so that of so many files one at least can be read. */
const casesForOneValue = 500;
/** What an error says may quote from a file, but not print it. */
const longestMessage = 5_000;
/** Controls, and what turns the writing's direction round; line breaks are for messages with a line for each problem. */
// eslint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

process.once('message', ({ name, folder, seed, from, seconds, most }) => {
  process.chdir(folder); // so that a pickle that is run leaves its mark here
  void main(targets[name], folder, seed, from, seconds, most).then(
    () => process.exit(0),
    (error) => {
      process.send({ failed: error instanceof Failure ? error.message : `${error?.stack ?? error}` }, () =>
        process.exit(1),
      );
    },
  );
});

class Failure extends Error {}

async function main(target, folder, seed, from, seconds, most) {
  const { write, read } = await target.prepare();
  const state = { number: from, cases: 0, values: 0, refused: 0, megabytes: 0 };
  const sharedKeys = keysOfPrototypes();
  const start = megabytes();
  const end = performance.now() + seconds * 1000;
  for (let number = from; number < from + most && (performance.now() < end || number === from); number++) {
    const files = join(folder, 'files');
    rmSync(files, { recursive: true, force: true });
    mkdirSync(files);
    const source = write(files, seededChoice(seed, number));
    state.number = number;
    process.send(state);
    const outcome = await outcomeOf(target, () => read(source));
    await setImmediate(); // so that an error that nobody awaits ends the process before the next file is there
    state.cases++;
    state[outcome]++;
    if (keysOfPrototypes() !== sharedKeys) throw new Failure('it changed what all objects share');
    if (target.isUntouched?.(folder) === false) throw new Failure('something in the file was run');
    let grown = megabytes() - start;
    if (grown > mostMegabytes / 3) {
      globalThis.gc();
      grown = megabytes() - start;
    }
    state.megabytes = Math.max(state.megabytes, Math.round(grown));
    if (grown > mostMegabytes) throw new Failure(`it took ${Math.round(grown)} MB`);
  }
  if (state.values === 0 && state.cases >= casesForOneValue)
    throw new Failure(`none of ${state.cases} files could be read, so that the reader was hardly tried`);
  await new Promise((resolve) => process.send(state, resolve));
}

async function outcomeOf(target, read) {
  try {
    await read();
    return 'values';
  } catch (error) {
    const said = `${error?.name} ${error?.code}: ${error?.message}`;
    if (!ownErrors.has(error?.name))
      throw new Failure(`an error that nobody foresaw: ${error?.stack ?? error}`);
    if (!target.codes.includes(error.code))
      throw new Failure(`an error of a kind that isn't promised: ${said}`);
    if (unprintable.test(error.message))
      throw new Failure(`a message that steers terminals: ${JSON.stringify(said)}`);
    if (!target.manyLines && error.message.includes('\n'))
      throw new Failure(`a message of several lines: ${JSON.stringify(said)}`);
    if (error.message.length > longestMessage)
      throw new Failure(`a message of ${error.message.length} characters: ${said.slice(0, 300)}`);
    return 'refused';
  }
}

/** Beside JavaScript's own heap. */
function megabytes() {
  const { rss, heapTotal } = process.memoryUsage();
  return (rss - heapTotal) / 2 ** 20;
}

function keysOfPrototypes() {
  return [Object, Array, Function, String, Number, Map, Set, Uint8Array]
    .map(({ prototype }) => Reflect.ownKeys(prototype).map(String).join())
    .join(';');
}
