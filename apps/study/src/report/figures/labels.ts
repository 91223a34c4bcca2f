import type { Condition, LayerChoice, Metric } from '../../study/plan/StudyPlan.js';
import type { StudyLanguage } from '../numbers/ReportNumbers.js';
import type { MarkSeries } from '../numbers/JudgeNumbers.js';

/** As the paper abbreviates them. */
export const metricLabels: Readonly<Record<Metric, string>> = {
  defenceSuccess: 'DS',
  onlyQuestion: 'DG onlyQ',
  otherAttack: 'DG otherA',
  otherQuestion: 'DG otherQ',
  otherQuestionAndAttack: 'DG otherAQ',
};

export const metricMeanings: Readonly<Record<Metric, string>> = {
  defenceSuccess: 'defence success: the attack that the model was edited with',
  onlyQuestion: 'defence generalisation: the harmful question alone',
  otherAttack: 'defence generalisation: the same question in another attack',
  otherQuestion: 'defence generalisation: another question in the same attack',
  otherQuestionAndAttack: 'defence generalisation: another question in another attack',
};

export const conditionLabels: Readonly<Record<Condition, string>> = {
  before: 'before',
  beforeWithSuffix: 'before, with the suffix',
  after: 'after',
};

export const layerLabels: Readonly<Record<LayerChoice, string>> = {
  configured: 'full DINM',
  'second-to-last': 'second-to-last layer',
  last: 'last layer',
};

export const seriesLabels: Readonly<Record<MarkSeries, string>> = {
  monolingual: 'edited in the language asked',
  'from-english': 'edited in English',
  'to-english': 'asked in English',
};

/** A study's languages as figures and tables name them. */
export class LanguageNames {
  private readonly known: ReadonlyMap<string, StudyLanguage>;
  /** Codes, in the study's order. */
  readonly codes: readonly string[];

  constructor(languages: readonly StudyLanguage[]) {
    this.known = new Map(languages.map((language) => [language.code, language]));
    this.codes = languages.map(({ code }) => code);
  }

  /** `bn বাংলা`: on an axis. */
  axis(code: string): string {
    const ownName = this.known.get(code)?.ownName;
    return ownName === undefined || ownName === code ? code : `${code} ${ownName}`;
  }

  /** `Bengali`: in a sentence or a table. */
  english(code: string): string {
    return this.known.get(code)?.englishName ?? code;
  }

  get(code: string): StudyLanguage | undefined {
    return this.known.get(code);
  }

  /** In the study's order. */
  sort(codes: Iterable<string>): readonly string[] {
    const place = (code: string): number => {
      const index = this.codes.indexOf(code);
      return index < 0 ? this.codes.length : index;
    };
    return [...new Set(codes)].sort((a, b) => place(a) - place(b));
  }
}
