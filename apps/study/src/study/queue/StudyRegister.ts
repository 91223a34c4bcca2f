import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { Queue } from 'bullmq';
import { CliError } from '../../CliError.js';
import { differenceOf, type StudyMark } from '../shards/ShardMark.js';
import type { StudyQueues } from './StudyQueues.js';

interface Entry {
  readonly mark?: StudyMark;
  readonly host?: string;
  readonly modelFingerprint?: string;
}

/**
 * What a queue's server knows of the studies that were put into it, so that a worker with another study, program or model is
 * told. It is kept as jobs that nobody takes; the first one of a name stays.
 */
export class StudyRegister {
  private constructor(
    private readonly mark: StudyMark,
    private readonly queue: Queue<Entry, unknown>,
  ) {}

  /** As a study sees it. */
  static async open({ mark, server }: StudyQueues): Promise<StudyRegister> {
    return new StudyRegister(mark, await server.queue('studies'));
  }

  /** Makes the study known, as the newest one. */
  async put(): Promise<void> {
    await this.queue.remove(idOf(this.mark));
    await this.queue.add('study', { mark: this.mark, host: hostname() }, { jobId: idOf(this.mark) });
  }

  async has(): Promise<boolean> {
    return (await this.queue.getJob(idOf(this.mark))) !== undefined;
  }

  /**
   * How a study that was not put in differs from the last one that was.
   * @param folder the study's
   * @throws {CliError} 'failed': always
   */
  async refuse(folder: string): Promise<never> {
    const jobs = await this.queue.getJobs(['waiting']);
    const last = jobs
      .filter(({ data }) => data.mark)
      .sort((one, other) => other.timestamp - one.timestamp)[0];
    if (!last?.data.mark)
      throw new CliError(
        'failed',
        `Nothing is in the queue yet. \`msafeedit study run ${folder} --detach\` puts the study in; \`--stay\` waits for it.`,
      );
    const { mark, host } = last.data;
    const difference = differenceOf({ ...mark, shard: '' }, this.mark) ?? 'it is another one';
    throw new CliError(
      'failed',
      `The study that ${host} put into the queue is not the one of ${folder}: ${difference}. ` +
        'A worker needs the same study.yaml, data and version of msafeedit.',
    );
  }

  /** The fingerprint of the weights that the results of these settings are made with: the first one that came. */
  async firstWeights(settings: string, modelFingerprint: string): Promise<string> {
    const jobId = `weights.${settings}`;
    await this.queue.add('weights', { modelFingerprint }, { jobId });
    const job = await this.queue.getJob(jobId);
    return job?.data.modelFingerprint ?? modelFingerprint;
  }
}

function idOf(mark: StudyMark): string {
  return `study.${createHash('sha256').update(JSON.stringify(mark)).digest('base64url').slice(0, 20)}`;
}
