import type { Provenance, StoredAnswer, StoredTest } from '../src/study/store/ResultStore.js';

/** How a result of the settings `s` was made. */
export function madeUpProvenance(changes: Partial<Provenance> = {}): Provenance {
  return {
    settings: 's',
    modelFingerprint: 'm',
    dataHash: 'd',
    codeVersion: '1',
    engine: 'e',
    device: 'x',
    seed: 0,
    batches: [1],
    halved: false,
    startedAt: '2026-01-01T00:00:00.000Z',
    seconds: 1,
    ...changes,
  };
}

export function madeUpAnswer(answerKey: string, text: string): StoredAnswer {
  return {
    answerKey,
    prompt: 'p',
    text,
    finishReason: 'stop',
    promptTokens: 3,
    newTokens: 4,
    overflow: false,
  };
}

export function madeUpTest(unit: string, answerKey: string): StoredTest {
  return {
    unit,
    model: 'tiny',
    condition: 'before',
    testLanguage: 'en',
    sample: 0,
    metric: 'defenceSuccess',
    answerKey,
  };
}
