import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

/** One of the two that are compared: a process that does one job after the other (ours.mjs, theirs/). */
export class Side {
  #child;
  #lines;
  #errors = '';
  #ended;

  /**
   * @param name how it is called in the output; @param command and its arguments; @param cwd for what libraries write
   * @param onJob told of each job when it begins and when it is done
   */
  constructor(name, [command, ...args], { cwd, env, onJob = () => () => undefined }) {
    this.name = name;
    this.onJob = onJob;
    this.started = performance.now();
    this.#child = spawn(command, args, { cwd, env: { ...process.env, ...env } });
    this.#child.stderr.setEncoding('utf8').on('data', (text) => {
      this.#errors = (this.#errors + text).slice(-2000);
    });
    this.#ended = new Promise((resolve) =>
      this.#child.once('close', (code, signal) => resolve(signal ?? code)),
    );
    this.#child.on('error', (error) => (this.#errors += error.message));
    this.#child.stdin.on('error', () => undefined); // the process has ended: the next line tells
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** @returns what the job gives; @throws what it failed with, or why the process ended */
  async call(job, given = {}) {
    const done = this.onJob(this.name, job);
    this.#child.stdin.write(`${JSON.stringify({ job, ...given })}\n`);
    const { value, done: ended } = await this.#lines.next();
    done();
    if (ended)
      throw new Error(
        `The process of ${this.name} has ended during "${job}" (${await this.#ended}). ${this.#errors}`,
      );
    const { result, error } = JSON.parse(value);
    if (error) throw new Error(`${this.name}, ${job}: ${error}`);
    return result;
  }

  /** Seconds since the process was started. */
  age() {
    return (performance.now() - this.started) / 1000;
  }

  stop() {
    this.#child.kill('SIGKILL');
  }
}
