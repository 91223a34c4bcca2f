import { z } from 'zod';
import { ClaudeEndpoint, type ClaudeEndpointOptions } from '../src/ClaudeEndpoint.js';
import type { ClaudeRequest } from '../src/claudeMessages.js';

export const claudeKey = 'sk-ant-0123456789abcdefghijklmnopqrstuvwxyz';

export const claudeRequest: ClaudeRequest = {
  system: 'Judge.',
  user: 'This.',
  tool: {
    name: 'give_verdict',
    description: 'Gives the verdict.',
    inputSchema: { properties: { label: { type: 'string' } }, required: ['label'] },
    check: z.object({ label: z.enum(['safe', 'unsafe']), rationale: z.string().optional() }),
  },
  maxTokens: 100,
};

/** An endpoint that tries again at once. */
export function claudeEndpoint(baseUrl: string, more: Partial<ClaudeEndpointOptions> = {}): ClaudeEndpoint {
  return new ClaudeEndpoint({
    apiKey: claudeKey,
    model: 'claude-haiku-4-5',
    baseUrl,
    retries: 2,
    firstDelayMs: 1,
    ...more,
  });
}
