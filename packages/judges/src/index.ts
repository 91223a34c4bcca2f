export { JudgeError, type JudgeErrorCode } from './JudgeError.js';
export { checkAnswer, type AnswerCheck, type AnswerLabel } from './local/checkAnswer.js';
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
