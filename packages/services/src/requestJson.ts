import { excerptOf } from './excerptOf.js';
import { requestText, type HttpRequest } from './requestText.js';
import { ServiceError } from './ServiceError.js';

/**
 * One request whose answer is JSON.
 * @returns the parsed body of a 2xx answer
 * @throws {ServiceError} as `requestText`; `malformed`: not JSON
 * @throws the signal's reason, when it is aborted
 */
export async function requestJson(request: HttpRequest): Promise<unknown> {
  const text = await requestText(request);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ServiceError(
      'malformed',
      request.service,
      `answered with something that is not JSON: ${excerptOf(text, request.secrets) || '(an empty answer)'}`,
    );
  }
}
