import { answerIn, apiError, plainVerdict, toolMessage, type MessagesBody } from './claudeApi.js';
import type { Received, Reply } from './startServer.js';

interface BatchRequest {
  readonly custom_id: string;
  readonly params: MessagesBody;
}

interface Batch {
  readonly id: string;
  readonly requests: readonly BatchRequest[];
  readonly createdAt: string;
  isDone: boolean;
}

/** The Message Batches API in memory: batches end when the test says so. */
export class ClaudeBatchesApi {
  readonly batches: Batch[] = [];
  /** What becomes of a request, by its answer; a tool call with the plain verdict where nothing is said. */
  result: (answer: string) => object | undefined = () => undefined;
  /** What the next submission gets instead of the batch that it makes. */
  instead: { readonly makesBatch: boolean; readonly reply: Reply } | undefined;

  readonly reply = (request: Received): Reply => {
    const [path = ''] = request.path.split('?');
    if (request.method === 'POST' && path === '/v1/messages/batches') return this.create(request);
    if (path === '/v1/messages/batches')
      return {
        status: 200,
        body: { data: this.batches.toReversed().map((one) => this.describe(one, request)), has_more: false },
      };
    const [, id, results] = /^\/v1\/messages\/batches\/([^/]+)(\/results)?$/.exec(path) ?? [];
    const batch = this.batches.find((one) => one.id === id);
    if (!batch) return apiError(404, 'not_found_error', `no batch ${String(id)}`);
    return { status: 200, body: results === undefined ? this.describe(batch, request) : this.results(batch) };
  };

  endAll(): void {
    for (const batch of this.batches) batch.isDone = true;
  }

  add(requests: readonly BatchRequest[], createdAt = new Date()): Batch {
    const id = `msgbatch_${this.batches.length + 1}`;
    const batch = { id, requests, createdAt: createdAt.toISOString(), isDone: false };
    this.batches.push(batch);
    return batch;
  }

  private create(request: Received): Reply {
    const { requests } = request.body as { requests: BatchRequest[] };
    const instead = this.instead;
    this.instead = undefined;
    if (instead && !instead.makesBatch) return instead.reply;
    const batch = this.add(requests);
    return instead?.reply ?? { status: 200, body: this.describe(batch, request) };
  }

  private describe({ id, requests, createdAt, isDone }: Batch, { headers }: Received): object {
    const counts = { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
    if (!isDone) counts.processing = requests.length;
    else
      for (const { params } of requests) {
        const { type } = this.resultOf(answerIn(params)) as { type: keyof typeof counts };
        counts[type]++;
      }
    return {
      id,
      type: 'message_batch',
      processing_status: isDone ? 'ended' : 'in_progress',
      request_counts: counts,
      created_at: createdAt,
      results_url: isDone ? `http://${String(headers.host)}/v1/messages/batches/${id}/results` : null,
    };
  }

  /** In no particular order, one JSON object a line. */
  private results({ requests }: Batch): string {
    return requests
      .toReversed()
      .map(
        ({ custom_id, params }) =>
          `${JSON.stringify({ custom_id, result: this.resultOf(answerIn(params)) })}\n`,
      )
      .join('');
  }

  private resultOf(answer: string): object {
    return this.result(answer) ?? { type: 'succeeded', message: toolMessage(plainVerdict(answer)) };
  }
}
