export { cohenKappa, type CohenKappa } from './agreement/cohenKappa.js';
export { confusionMatrix, type ConfusionMatrix } from './agreement/confusionMatrix.js';
export { fleissKappa } from './agreement/fleissKappa.js';
export { krippendorffAlpha } from './agreement/krippendorffAlpha.js';
export { toRatings, type Rating } from './agreement/Rating.js';
export { easyEditFluency, type EasyEditFluencyOptions } from './fluency/easyEditFluency.js';
export { ngramEntropy } from './fluency/ngramEntropy.js';
export { nltkVersions, type NltkVersion } from './fluency/nltk/NltkVersion.js';
export { nltkWords } from './fluency/nltk/nltkWords.js';
export { segmentWords } from './fluency/segmentWords.js';
export { wordFluency, type WordFluency } from './fluency/wordFluency.js';
export {
  clusterBootstrap,
  type BootstrapOptions,
  type BootstrapResult,
} from './intervals/clusterBootstrap.js';
export { clusteredMean, type ClusteredMean } from './intervals/clusteredMean.js';
export { type ConfidenceOptions, type Interval } from './intervals/Interval.js';
export { pairedScoreInterval } from './intervals/pairedScoreInterval.js';
export { ratioOfMeans, type RatioOfMeans } from './intervals/ratioOfMeans.js';
export { wilsonInterval } from './intervals/wilsonInterval.js';
export { MetricsError, type MetricsErrorCode } from './MetricsError.js';
export { countVerdicts, type CountingOptions, type VerdictCounts } from './observations/countVerdicts.js';
export {
  conditions,
  defenceMetrics,
  verdictLabels,
  type Condition,
  type DefenceMetric,
  type Observation,
  type VerdictLabel,
} from './observations/Observation.js';
export {
  differencesBySample,
  pairAnswers,
  type AnswerPair,
  type PairedAnswers,
} from './observations/pairAnswers.js';
export { klDivergence, meanKlDivergence } from './sideEffects/klDivergence.js';
export { rouge1 } from './sideEffects/rouge1.js';
export { tokenF1, type OverlapOptions } from './sideEffects/tokenF1.js';
export { type TokenOverlap } from './sideEffects/tokenOverlap.js';
export { holm } from './significance/holm.js';
export { mcNemarTest } from './significance/mcNemarTest.js';
export { signFlipTest, type SignFlipOptions, type SignFlipResult } from './significance/signFlipTest.js';
export { defenceRate, type DefenceRate } from './summaries/defenceRate.js';
export {
  meanChangeOverLanguages,
  meanRateOverLanguages,
  type LanguageMean,
  type MeanOptions,
} from './summaries/meanOverLanguages.js';
export { pairedChange, type PairedChange } from './summaries/pairedChange.js';
export { summariseDefence, type DefenceSummary, type TestedChange } from './summaries/summariseDefence.js';
export {
  summariseTransfer,
  type ArrivingGain,
  type Gain,
  type TransferOptions,
  type TransferSummary,
} from './summaries/summariseTransfer.js';
