export { checkAnswer, type AnswerCheck, type AnswerLabel } from './checkAnswer.js';
