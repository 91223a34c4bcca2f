import type { CausalLM, PromptCache } from '@msafeedit/runtime';
import type { StudyUnit } from '../plan/StudyPlan.js';

/** Keeps what a model computes of a sample's prompts from one edit with that sample to the next, in whichever language. */
export class SamplePrompts implements Disposable {
  private sample: number | string | undefined;
  private cache: PromptCache | undefined;

  constructor(private readonly model: CausalLM) {}

  /** What is kept for a unit; that of another sample goes. */
  of(unit: StudyUnit): PromptCache | undefined {
    if (unit.condition !== 'after') return undefined;
    if (unit.sample !== this.sample || !this.cache) {
      this.cache?.dispose();
      this.cache = this.model.createPromptCache();
      this.sample = unit.sample;
    }
    return this.cache;
  }

  [Symbol.dispose](): void {
    this.cache?.dispose();
  }
}
