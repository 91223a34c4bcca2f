import { RuntimeError } from '../RuntimeError.js';
import { diskAdvice } from './diskSpace.js';
import { lastLine, type ToolResult } from './runTool.js';

const diskFull = /No space left on device|ENOSPC|Errno 28\b|disk quota exceeded/i;
/**
 * What pip and npm say when the index can't be reached or hangs up. Pip without retries says no more than 'none', and
 * older ones take a body that was cut off for an invalid wheel.
 */
const network =
  /NewConnectionError|ConnectionError|ConnectTimeout|ReadTimeout|name resolution|Name or service not known|getaddrinfo|Connection (refused|reset|aborted|broken)|IncompleteRead|ProtocolError|ProxyError|Network is unreachable|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET|socket hang up|Exit handler never called|from versions: none|Wheel .* is invalid|BadZipFile/i;

/**
 * A program's failure as one line: what was being done, why it failed, what to do; never a traceback.
 * @param doing such as 'unpack the wheel', to follow 'Could not'.
 * @param reason what the program said of it, where its last line isn't the one that tells.
 */
export function describeFailure(doing: string, result: ToolResult, reason = lastLine(result)): RuntimeError {
  const output = `${result.stderr}\n${result.stdout}`;
  if (diskFull.test(output)) {
    return new RuntimeError('setup', `Could not ${doing}: no space left on the disk. ${diskAdvice}`);
  }
  const advice = network.test(output)
    ? ' The package index could not be reached, broke off, or does not hold it: check the network (pip and npm use their own proxy and index settings), then try again.'
    : '';
  return new RuntimeError(
    'setup',
    `Could not ${doing}: ${reason}${/[.!?…]$/.test(reason) ? '' : '.'}${advice}`,
  );
}
