export { ServiceError, type ServiceErrorCode, type ServiceErrorOptions } from './ServiceError.js';
export { ServiceCaller, type ServiceCallerOptions } from './ServiceCaller.js';
export { requestJson } from './requestJson.js';
export type { Fetch, HttpRequest } from './requestText.js';
export { openAiRequest, type OpenAiAccess } from './openAiRequest.js';
export { retryAfterMs } from './retryAfterMs.js';
export { multilineMessage } from './multilineMessage.js';
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
export type { ClaudeBatchResult, ClaudeBatchState, RecentClaudeBatch } from './claudeBatches.js';
export { type ClaudeAnswer, type ClaudeRequest } from './claudeMessages.js';
export { nodeModule } from './nodeModule.js';
export { KeptResults } from './KeptResults.js';
export { costOf, priceOf, type TokenPrice, type TokenUsage } from './prices.js';
