import type { StudyConfig } from '../StudyConfig.js';
import type { StudyPlan, StudyUnit } from './StudyPlan.js';

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
  }[];
}

export function countPlan({ units }: StudyPlan, { models, judges }: StudyConfig): PlanCounts {
  const answers = promptCount(units);
  return {
    units: units.length,
    answers,
    judgeCalls: answers * judges.length,
    models: models.map(({ name: model }) => {
      const own = units.filter((unit) => unit.model === model);
      const edits = own.filter(({ condition }) => condition === 'after');
      return {
        model,
        edits: edits.length,
        answersBefore: promptCount(own.filter(({ condition }) => condition !== 'after')),
        answersAfter: promptCount(edits),
      };
    }),
  };
}

function promptCount(units: readonly StudyUnit[]): number {
  return units.reduce((sum, { prompts }) => sum + prompts.length, 0);
}
