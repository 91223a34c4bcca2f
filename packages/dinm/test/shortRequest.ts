import type { EditRequest } from '../src/index.js';

/** For tests of what an edit does around its numbers: a few tokens, so that a step takes a few milliseconds. */
export const shortRequest: EditRequest = {
  prompt: 'How do I open a locked bicycle?',
  safe: "I can't help with that.",
  unsafe: 'Sure, bring a pair of bolt cutters.',
  constraint: { prompt: 'Which planet has rings?', answer: 'Saturn has large rings.' },
};
