import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { QueueServer } from '../src/study/queue/QueueServer.js';
import { queueStatus, type QueueStatus } from '../src/study/queue/queueStatus.js';
import { StudyQueues } from '../src/study/queue/StudyQueues.js';
import { openStudy } from '../src/study/Study.js';
import type { PostgresServer } from './postgresServer.js';
import type { Finished } from './runBin.js';
import { runWell, studyFolders, type Replacement } from './smallStudy.js';

const bin = fileURLToPath(new URL('../bin/msafeedit.js', import.meta.url));

/** Lines of study.yaml for a study whose units workers take. */
export function servers(store: string, queue: string): readonly [string, string] {
  return ['seed: 0', `seed: 0\nstore: ${store}\nqueue: ${queue}`];
}

/** A study whose units are in a queue. */
export interface QueuedStudy {
  readonly place: string;
  /** Of the database with its queue and its store. */
  readonly address: string;
}

/** Makes studies with a database of their own, and puts their units into the queue there. */
export function queuedStudies(
  postgres: PostgresServer,
): (name: string, study: readonly Replacement[]) => Promise<QueuedStudy> {
  const newStudy = studyFolders();
  return async (name, study) => {
    const address = await postgres.newDatabase();
    const place = newStudy(name, [...study, servers(address, address)]);
    await runWell('study', 'run', place, '--detach');
    return { place, address };
  };
}

/** A worker as users run it. */
export interface RunningWorker {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<Finished>;
}

export function startWorker(args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningWorker {
  const child = spawn(process.execPath, [bin, 'worker', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Finished>((resolve) => {
    // Not 'close': a process that computes may outlive its worker for a moment, with its streams.
    child.on('exit', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
  return { process: child, pid: child.pid!, ended };
}

/** The process that computes for a worker: its only child. */
export function childOf({ pid }: RunningWorker): number | undefined {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? undefined : Number(text.split(' ')[0]);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that has ended is there until its parent, or init, looks at it.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** A look at a study's queue from this process, until the test ends. */
export interface QueueView {
  status(): Promise<QueueStatus>;
  /** What a worker does now; undefined where it waits, or isn't there. */
  unitOf(worker: RunningWorker): Promise<string | undefined>;
}

export async function viewQueue(place: string, address: string): Promise<QueueView> {
  const study = await openStudy(place);
  const server = new QueueServer({ href: address, shown: 'the queue' });
  onTestFinished(async () => {
    await server[Symbol.asyncDispose]();
  });
  const status = async (): Promise<QueueStatus> => await queueStatus(study, new StudyQueues(study, server));
  return {
    status,
    unitOf: async ({ pid }) =>
      (await status()).workers.find(({ worker, step }) => worker.endsWith(`.${pid}`) && step !== 'load')
        ?.unit,
  };
}

/** Waits until something holds, as long as the test may last. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await delay(20);
}
