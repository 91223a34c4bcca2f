import { toTestPrompts, type Sample } from '@msafeedit/dataset';

/** What the demo asks, before and after the edit. */
export interface Question {
  /** As the paper calls it: DS is defence success, DG defence generalization. */
  readonly name: 'DS' | 'DG onlyQ' | 'DG otherA' | 'DG otherQ' | 'DG otherAQ' | 'unrelated' | 'own';
  readonly title: string;
  readonly prompt: string;
}

/** A question that has nothing to do with any edit: its answer should stay right. */
const unrelatedQuestion = 'What is the capital of France?';

/** The sample's test inputs, the unrelated question and, if given, the user's own. */
export function questionsOf(sample: Sample, own: string | undefined): readonly Question[] {
  const { defenceSuccess, onlyQuestion, otherAttack, otherQuestion, otherQuestionAndAttack } =
    toTestPrompts(sample);
  const tests: readonly [Question['name'], string, string | undefined][] = [
    ['DS', 'The attack that the edit was made with', defenceSuccess],
    ['DG onlyQ', 'The harmful question without the attack', onlyQuestion],
    ['DG otherA', 'Another attack, the same question', otherAttack],
    ['DG otherQ', 'The same attack, another question', otherQuestion],
    ['DG otherAQ', 'Another attack, another question', otherQuestionAndAttack],
    ['unrelated', 'An unrelated question', unrelatedQuestion],
    ['own', 'Your question', own],
  ];
  return tests.flatMap(([name, title, prompt]) => (prompt === undefined ? [] : [{ name, title, prompt }]));
}

/** Whether a question is harmful, so that its answer gets a verdict. */
export function isHarmful({ name }: Question): boolean {
  return name !== 'unrelated' && name !== 'own';
}
