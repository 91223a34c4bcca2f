import { requestJson, ServiceCaller, ServiceError, type ClaudeEndpointOptions } from '@msafeedit/services';
import { z } from 'zod';

export interface RecentBatch {
  readonly id: string;
  readonly createdAt: Date;
  readonly isDone: boolean;
  readonly requests: number;
}

const list = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      created_at: z.iso.datetime({ offset: true }),
      processing_status: z.string(),
      request_counts: z.object({
        processing: z.number(),
        succeeded: z.number(),
        errored: z.number(),
        canceled: z.number(),
        expired: z.number(),
      }),
    }),
  ),
});

/**
 * The workspace's last 100 batches, the newest first. They tell neither who submitted them nor what is in them: that
 * stands only in their results.
 * @throws {ServiceError} after the retries
 */
export async function recentBatches(
  options: Pick<ClaudeEndpointOptions, 'apiKey' | 'baseUrl' | 'fetch'> & { readonly retries?: number },
  signal?: AbortSignal,
): Promise<readonly RecentBatch[]> {
  const { apiKey, baseUrl = 'https://api.anthropic.com', fetch } = options;
  const caller = new ServiceCaller('Claude', options);
  return await caller.call(async (attempt) => {
    const body = await requestJson({
      service: 'Claude',
      url: `${baseUrl.replace(/\/$/, '')}/v1/messages/batches?limit=100`,
      headers: { 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' },
      fetch,
      signal: attempt,
      secrets: [apiKey],
    });
    const parsed = list.safeParse(body);
    if (!parsed.success) throw new ServiceError('malformed', 'Claude', 'answered with no list of batches.');
    return parsed.data.data.map(({ id, created_at, processing_status, request_counts }) => ({
      id,
      createdAt: new Date(created_at),
      isDone: processing_status === 'ended',
      requests: Object.values(request_counts).reduce((sum, count) => sum + count, 0),
    }));
  }, signal);
}
