export { JudgeError, type JudgeErrorCode } from './JudgeError.js';
export { checkAnswer, type AnswerCheck, type AnswerLabel } from './local/checkAnswer.js';
export { createDegenerationJudge } from './local/createDegenerationJudge.js';
export { createHeuristicJudge } from './local/createHeuristicJudge.js';
export { createRefusalJudge } from './local/createRefusalJudge.js';
export {
  measureDegeneration,
  type Degeneration,
  type DegenerationOptions,
} from './local/degeneration/measureDegeneration.js';
export type { Signal, SignalName } from './local/degeneration/Signal.js';
export type { Writing } from './local/degeneration/writing.js';
export { findDegeneration } from './local/findDegeneration.js';
export { findRefusal, refusalLanguages } from './local/findRefusal.js';
export {
  verdictLabels,
  type Judge,
  type JudgeEstimate,
  type JudgeItem,
  type JudgeOptions,
  type JudgeProgress,
  type SeenPart,
  type Verdict,
  type VerdictLabel,
} from './Judge.js';
export { judgingPromptVersion, makeJudgingPrompt, type JudgingPrompt } from './judgingPrompt.js';
export { judgeAll, estimateJudging, type JudgeAllEstimate, type JudgeAllOptions } from './judgeAll.js';
export { VerdictStore, verdictKey, type KeptVerdict } from './VerdictStore.js';
export {
  createClaudeJudge,
  defaultClaudeModel,
  type ClaudeJudgeOptions,
  type ClaudeJudgeSettings,
} from './claude/createClaudeJudge.js';
export {
  createChatJudge,
  defaultChatModel,
  openAiBaseUrl,
  type ChatJudgeOptions,
  type ChatJudgeSettings,
} from './chat/createChatJudge.js';
export { createGuardJudge, defaultGuardBaseUrl, type GuardJudgeOptions } from './guards/createGuardJudge.js';
export { guardNames, type GuardName } from './guards/guardPresets.js';
export type { Controversial } from './guards/GuardPreset.js';
export {
  createRobertaJudge,
  type RobertaJudgeOptions,
  type RobertaRule,
  type TextClassifier,
} from './roberta/createRobertaJudge.js';
export { exportForPeople, sheetColumns, type ExportForPeopleOptions } from './people/exportForPeople.js';
export { importFromPeople, type ImportFromPeopleOptions } from './people/importFromPeople.js';
export { cascade, type CascadeStep } from './combination/cascade.js';
export { majority, type MajorityOptions } from './combination/majority.js';
export { submitBatch, estimateBatch, type SubmitBatchOptions } from './claude/submitBatch.js';
export {
  collectBatch,
  type BatchCollection,
  type BatchProgress,
  type CollectBatchOptions,
} from './claude/collectBatch.js';
export { readTicket, type BatchTicket } from './claude/BatchTicket.js';
