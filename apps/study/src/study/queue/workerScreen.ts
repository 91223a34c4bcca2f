import type { Context } from '../../Context.js';
import { RunningDefence } from '../run/RunningDefence.js';
import { seldom } from './openQueue.js';
import type { UnitWorkerOptions } from './UnitWorker.js';

const steps = { load: 'loading the model', edit: 'edit', answer: 'answers' } as const;

/** Shows on standard error what a worker does. */
export function workerScreen({
  progress,
}: Context): Pick<UnitWorkerOptions, 'onReport' | 'onOutcome' | 'onNote'> {
  const defence = new RunningDefence();
  let done = 0;
  return {
    onReport: (unit, { step, fraction }) => {
      const so = String(defence);
      const far = step === 'load' ? '' : ` ${Math.round(100 * fraction)} %`;
      progress.update({
        step: 'Worker',
        detail: `${unit}: ${steps[step]}${far}, ${done} units done${so === '' ? '' : `, ${so}`}`,
      });
    },
    onOutcome: (unit, outcome) => {
      done++;
      defence.add(unit, outcome);
    },
    onNote: seldom(10_000, (line) => {
      progress.note(line);
    }),
  };
}
