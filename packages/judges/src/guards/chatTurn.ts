import type { ChatMessage } from '@msafeedit/services';
import type { GuardedTurn } from './GuardPreset.js';
import { withoutControlTokens } from './withoutControlTokens.js';

/** The turn as messages, the answer last: the guards' templates then judge the answer. */
export function chatTurn({ asked, answer }: GuardedTurn): readonly ChatMessage[] {
  return [
    { role: 'user', content: withoutControlTokens(asked) },
    { role: 'assistant', content: withoutControlTokens(answer) },
  ];
}
