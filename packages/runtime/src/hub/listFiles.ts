import { z } from 'zod';
import { RuntimeError } from '../RuntimeError.js';
import type { HubClient } from './HubClient.js';
import { isCommit } from './HubSource.js';

/** What the hub has of a model at a revision. */
export interface HubListing {
  readonly commit: string;
  readonly files: readonly string[];
}

const answerSchema = z.looseObject({
  sha: z.string().refine(isCommit),
  siblings: z.array(z.looseObject({ rfilename: z.string() })),
});

/**
 * Asks which commit a revision is, and which files it has. https://huggingface.co/docs/hub/api
 * @param tries how often at most where the hub can't be reached
 * @throws RuntimeError as `HubClient.retry`; 'setup' for an answer that isn't the hub's
 */
export async function listFiles(client: HubClient, tries?: number): Promise<HubListing> {
  const { endpoint } = client.settings;
  const { repo, revision } = client.source;
  const url = `${endpoint}/api/models/${repo}/revision/${encodeURIComponent(revision)}`;
  const text = await client.retry(
    async () => {
      const { body } = await client.ask(url);
      return await body.text().catch((cause: unknown) => {
        throw client.broken(cause);
      });
    },
    undefined,
    tries,
  );
  const parsed = answerSchema.safeParse(parseJson(text));
  if (parsed.success)
    return { commit: parsed.data.sha, files: parsed.data.siblings.map(({ rfilename }) => rfilename) };
  throw new RuntimeError(
    'setup',
    `${url}: the answer is not a hub's (it needs "sha" and "siblings"); check HF_ENDPOINT and the proxy.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
