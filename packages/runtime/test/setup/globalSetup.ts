import { RuntimeError } from '../../src/RuntimeError.js';
import { setupDemoModel, setupTensorflow, type SetupEvent } from '../../src/setup/index.js';

/** Vitest's global set-up: installs what tests that run models need, once, and says so. */
export async function setup(): Promise<void> {
  const onProgress = progressLines((line) => process.stderr.write(`${line}\n`));
  try {
    await setupTensorflow({ onProgress });
    await setupDemoModel({ onProgress });
  } catch (error) {
    if (!RuntimeError.is(error)) throw error;
    // One line says what is missing; Vitest would print a stack, and that it found no test files.
    process.stderr.write(`set-up failed: ${error.message}\n`);
    process.exit(1);
  }
}

/** Turns progress into lines for a log: one when a step begins, then one each fifth of it. */
function progressLines(write: (line: string) => void): (event: SetupEvent) => void {
  let last = '';
  return ({ step, fraction, detail }) => {
    const fifths = Math.floor((fraction ?? 0) * 5);
    if (last === `${step} ${fifths}`) return;
    last = `${step} ${fifths}`;
    write(
      ['set-up:', step, ...(detail ? [`(${detail})`] : []), ...(fifths > 0 ? [`${fifths * 20} %`] : [])].join(
        ' ',
      ),
    );
  };
}
