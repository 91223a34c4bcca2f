export { ServiceError, type ServiceErrorCode, type ServiceErrorOptions } from './ServiceError.js';
export { ServiceCaller, type ServiceCallerOptions } from './ServiceCaller.js';
export { requestJson, type Fetch, type JsonRequest } from './requestJson.js';
export { retryAfterMs } from './retryAfterMs.js';
export { withoutSecrets } from './withoutSecrets.js';
export {
  ChatEndpoint,
  type ChatAnswer,
  type ChatEndpointOptions,
  type ChatMessage,
  type ChatRequest,
  type TokenAlternative,
} from './ChatEndpoint.js';
export { ClaudeEndpoint, type ClaudeEndpointOptions } from './ClaudeEndpoint.js';
export { type ClaudeBatchResult, type ClaudeBatchState } from './claudeBatches.js';
export { type ClaudeAnswer, type ClaudeRequest } from './claudeMessages.js';
export { KeptResults } from './KeptResults.js';
export { costOf, priceOf, type TokenPrice, type TokenUsage } from './prices.js';
