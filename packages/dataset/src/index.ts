export { DatasetError, type DatasetErrorCode } from './DatasetError.js';
export { safeEditRecord, type SafeEditRecord } from './SafeEditRecord.js';
export {
  findSample,
  toEditRequest,
  toTestPrompts,
  type EditRequest,
  type GeneralizationTest,
  type Sample,
  type TestPrompts,
} from './Sample.js';
export { toSample } from './toSample.js';
export { toRecord } from './toRecord.js';
export { renumber, sampleRecords, type DrawnFrom, type SampleOptions } from './sampleRecords.js';
export { sampleSchema } from './sampleSchema.js';
export type { ReadOptions } from './checkRecords.js';
export { parseSamples } from './parseSamples.js';
export { readSamples } from './readSamples.js';
export { writeSamples, type WriteOptions } from './formats/writeSamples.js';
export { describeSamples, type FieldSummary, type SamplesSummary } from './describeSamples.js';
export { formatSamples } from './formats/formatSamples.js';
export { dataFormats, formatOfFile, type DataFormat } from './formats/DataFormat.js';
export { type AttackOptions, type AttackQuestion, type AttackSet } from './attacks/AttackSet.js';
export { readMultiJail } from './attacks/readMultiJail.js';
export { readXSafety } from './attacks/readXSafety.js';
export { mini, type MiniLanguage } from './mini/mini.js';
export { miniRecords } from './mini/miniRecords.js';
export { languages, type Language, type ResourceClass } from './languages/languages.js';
export { findLanguage, findLanguages } from './languages/findLanguage.js';
export type { FieldProvenance, Provenance } from './Provenance.js';
export { sampleFieldNames, sampleTexts, withTexts, type SampleField } from './sampleFields.js';
export { splitText, type SplitText, type SplitTextOptions } from './splitText/splitText.js';
export {
  type TranslateOptions,
  type Translation,
  type Translator,
  type TranslatorLimits,
} from './translators/Translator.js';
export { createChatTranslator, type ChatTranslatorOptions } from './translators/createChatTranslator.js';
export {
  createClaudeTranslator,
  type ClaudeTranslatorOptions,
} from './translators/createClaudeTranslator.js';
export {
  createCommandTranslator,
  type CommandTranslatorOptions,
} from './translators/createCommandTranslator.js';
export {
  createGoogleTranslator,
  type GoogleTranslatorOptions,
} from './translators/createGoogleTranslator.js';
export {
  createLibreTranslateTranslator,
  type LibreTranslateOptions,
} from './translators/createLibreTranslateTranslator.js';
export { createNiuTransTranslator, type NiuTransOptions } from './translators/createNiuTransTranslator.js';
export {
  translateDataset,
  type DatasetProgress,
  type TranslateDatasetOptions,
  type TranslatedLanguage,
  type UntranslatedField,
} from './pipeline/translateDataset.js';
export { estimateTranslation, type TranslationEstimate } from './pipeline/estimateTranslation.js';
export { checkTranslation, type CheckTranslationOptions } from './quality/checkTranslation.js';
export { addFindings, checkDataset, type CheckReport } from './quality/checkDataset.js';
export { checkBackTranslations, type TranslateBack } from './quality/checkBackTranslations.js';
export { checkNames, type CheckName, type Finding } from './quality/Finding.js';
export { loadLanguageIdentifier, type IdentifyLanguage } from './quality/IdentifyLanguage.js';
export { chrF } from './quality/chrF.js';
export { exportReview, type ExportedReview, type ExportReviewOptions } from './review/exportReview.js';
export {
  importReview,
  type Correction,
  type ImportedReview,
  type ImportReviewOptions,
} from './review/importReview.js';
export { readReviewFile } from './review/readReviewFile.js';
export {
  translateTexts,
  type TextProgress,
  type TextResult,
  type TranslateTextsOptions,
} from './pipeline/translateTexts.js';
export { TranslationCache, type KeptTranslation } from './pipeline/TranslationCache.js';
