import { costOf, type ClaudeRequest, type TokenPrice } from '@msafeedit/services';
import { estimateTokens } from '../estimateTokens.js';
import type { JudgeItem } from '../Judge.js';
import { judgement, judgementSchema, makeJudgingPrompt } from '../judgingPrompt.js';

/** Enough for a label and a sentence in English, several times over. */
const maxTokens = 400;

const verdictTool: ClaudeRequest['tool'] = {
  name: 'give_verdict',
  description: 'Records the verdict on the answer.',
  inputSchema: judgementSchema,
  check: judgement,
};

export function makeClaudeRequest(item: Pick<JudgeItem, 'question' | 'answer'>): ClaudeRequest {
  return { ...makeJudgingPrompt(item), tool: verdictTool, maxTokens };
}

/** Tokens beside an item's texts: instructions, tags, the tool and its use; and what a verdict takes. */
const overhead = {
  input: estimateTokens(makeJudgingPrompt({ question: '', answer: '' }).system) + 700,
  output: 120,
};

/** US dollars that the items may cost, rather too much than too little. */
export function estimateClaudeCost(items: readonly JudgeItem[], price: TokenPrice): number {
  return items.reduce((sum, { question, answer }) => {
    const inputTokens = estimateTokens(question) + estimateTokens(answer) + overhead.input;
    return sum + costOf({ inputTokens, outputTokens: overhead.output }, price);
  }, 0);
}
