import type { StudyConfig } from '../StudyConfig.js';
import { isJoint, isUnedited, promptsOf, type StudyPlan, type StudyUnit } from './StudyPlan.js';

export interface PlanCounts {
  readonly units: number;
  readonly answers: number;
  /** An answer that several tests share is judged once by each judge. */
  readonly judgeCalls: number;
  readonly models: readonly {
    readonly model: string;
    readonly edits: number;
    readonly answersBefore: number;
    readonly answersAfter: number;
    /** Short ones to harmless questions, before and after. */
    readonly taskAnswers: number;
  }[];
}

export function countPlan({ units }: StudyPlan, { models, judges }: StudyConfig): PlanCounts {
  const answers = sum(units, answerCount);
  return {
    units: units.length,
    answers,
    judgeCalls: answers * judges.length,
    models: models.map(({ name: model }) => {
      const own = units.filter((unit) => unit.model === model);
      const edited = own.filter((unit) => !isUnedited(unit));
      return {
        model,
        edits: sum(edited, editCount),
        answersBefore: sum(own.filter(isUnedited), answerCount),
        answersAfter: sum(edited, answerCount),
        taskAnswers: sum(own, (unit) => (isJoint(unit) ? 0 : unit.tasks.length)),
      };
    }),
  };
}

/** Answers that a unit generates, those to harmless questions apart. */
export function answerCount(unit: StudyUnit): number {
  return promptsOf(unit).length;
}

export function editCount(unit: StudyUnit): number {
  if (isUnedited(unit)) return 0;
  return isJoint(unit) ? unit.samples.length : 1;
}

function sum(units: readonly StudyUnit[], count: (unit: StudyUnit) => number): number {
  return units.reduce((total, unit) => total + count(unit), 0);
}
