import { fork, type ChildProcess } from 'node:child_process';
import { CliError } from '../../CliError.js';
import {
  folderVariable,
  type UnitJob,
  type UnitMessage,
  type UnitReport,
  type UnitReturn,
} from './unitJobs.js';

/**
 * The process that computes: it keeps the model from one unit to the next, and where it has died another one takes its
 * place. BullMQ has such processes, too (its sandboxed processors), but in 6.7.0 a job whose process dies while it starts is
 * under way for ever, since `Child` waits for an event after it has taken its listeners away.
 */
export class UnitProcess {
  private child: ChildProcess | undefined;

  /** @param folder the study's */
  constructor(private readonly folder: string) {}

  /**
   * Does one unit; another one must not be under way.
   * @throws {CliError} the study or the model can't be loaded on this machine
   * @throws where the process ends
   */
  async run(job: UnitJob, onReport: (report: UnitReport) => void): Promise<UnitReturn> {
    const child = (this.child ??= this.start());
    return await new Promise<UnitReturn>((resolve, reject) => {
      const onMessage = (message: UnitMessage): void => {
        if ('report' in message) {
          onReport(message.report);
          return;
        }
        settle();
        if ('returned' in message) resolve(message.returned);
        else reject(new CliError('failed', message.hindrance));
      };
      const onEnd = (code: number | null, signal: NodeJS.Signals | null): void => {
        settle();
        reject(new Error(signal === null ? `it exited with code ${code ?? 'unknown'}` : `it got ${signal}`));
      };
      // Where it could not be started, no end follows; where it could not be told something, it has ended or will.
      const onError = (error: Error): void => {
        this.kill();
        if (child.pid !== undefined) return;
        settle();
        reject(error);
      };
      const settle = (): void => {
        child.off('message', onMessage).off('exit', onEnd).off('error', onError);
      };
      child.on('message', onMessage).on('exit', onEnd).on('error', onError);
      child.send(job);
    });
  }

  /** Ends it, whatever it does: it holds nothing that is not computed again. */
  kill(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }

  private start(): ChildProcess {
    const child = fork(new URL('./computeUnits.js', import.meta.url), {
      // Standard output is this process's document.
      stdio: ['ignore', 2, 2, 'ipc'],
      env: { ...process.env, [folderVariable]: this.folder },
    });
    // Between two units nobody else listens.
    child.on('error', () => undefined);
    child.on('exit', () => {
      if (this.child === child) this.child = undefined;
    });
    return child;
  }
}
