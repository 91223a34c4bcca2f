import { mini, type MiniLanguage } from '../../src/mini/mini.js';
import { checkTranslation } from '../../src/quality/checkTranslation.js';
import type { CheckName } from '../../src/quality/Finding.js';
import type { IdentifyLanguage } from '../../src/quality/IdentifyLanguage.js';
import type { SampleField } from '../../src/sampleFields.js';
import { faults, rightPairs, type Fault, type Place, type Planted } from './plantFault.js';

/** What each check is for. */
export const faultsOfChecks: Readonly<Partial<Record<CheckName, readonly Fault[]>>> = {
  script: ['language of another script'],
  language: ['language of the same script', 'language of another script'],
  length: ['cut', 'repeated'],
  untranslated: ['untranslated', 'half untranslated'],
  repeated: ['repeated'],
  numbers: ['number lost', 'number changed'],
  lines: ['list item lost', 'line breaks lost'],
  cut: ['cut'],
  swapped: ['fields swapped', 'safe and unsafe swapped'],
};

/** One field with a planted fault, and which checks spoke. */
export interface FaultyField {
  readonly fault: Fault;
  readonly language: MiniLanguage;
  readonly index: number;
  readonly field: SampleField;
  readonly checks: ReadonlySet<CheckName>;
}

/** A check that spoke of a field with nothing planted in it. */
export interface FalseAlarm {
  readonly fault: Fault | 'none';
  readonly language: MiniLanguage;
  readonly index: number;
  readonly field: SampleField;
  readonly check: CheckName;
  readonly message: string;
}

export interface Measurement {
  readonly faulty: readonly FaultyField[];
  readonly falseAlarms: readonly FalseAlarm[];
  /** Right fields that were looked at. */
  readonly right: number;
}

/** English into each other language, and Spanish into English. */
const directions: readonly (readonly [MiniLanguage, MiniLanguage])[] = [
  ['es', 'en'],
  ...(Object.keys(mini) as MiniLanguage[])
    .filter((code) => code !== 'en')
    .map((code) => ['en', code] as const),
];

const faultNames = Object.keys(faults) as Fault[];

/** Plants each fault in half of the samples of each language, since all take long, and looks with all checks. */
export function measureChecks(identifyLanguage: IdentifyLanguage): Measurement {
  const faulty: FaultyField[] = [];
  const falseAlarms: FalseAlarm[] = [];
  let right = 0;
  const look = (fault: Fault | 'none', { to: language, index }: Place, planted: Planted): void => {
    const findings = checkTranslation(planted.source, planted.translation, { identifyLanguage });
    right += 10 - planted.faulty.size;
    for (const { field, check, message } of findings)
      if (!planted.faulty.has(field)) falseAlarms.push({ fault, language, index, field, check, message });
    if (fault === 'none') return;
    for (const field of planted.faulty) {
      const checks = new Set(findings.filter((finding) => finding.field === field).map(({ check }) => check));
      faulty.push({ fault, language, index, field, checks });
    }
  };
  for (const [from, to] of directions)
    for (let index = 0; index < mini[to].length; index++) {
      const place = { from, to, index };
      for (const pair of rightPairs) look('none', place, pair(place));
      for (const [turn, fault] of faultNames.entries())
        if ((index + turn) % 2 === 0) look(fault, place, faults[fault](place));
    }
  return { faulty, falseAlarms, right };
}
