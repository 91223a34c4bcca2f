import { RuntimeError } from '../RuntimeError.js';
import { lastLine, type ToolResult } from './runTool.js';

const diskFull = /No space left on device|ENOSPC|Errno 28\b|disk quota exceeded/i;
/** What pip and npm say, in all their versions, when the index can't be reached or hangs up. */
const network =
  /NewConnectionError|ConnectionError|ConnectTimeout|ReadTimeout|name resolution|Name or service not known|getaddrinfo|Connection (refused|reset|aborted|broken)|IncompleteRead|ProtocolError|ProxyError|Network is unreachable|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET|socket hang up|terminated/i;

/** A program's failure as one line: what was being done, why it failed, what to do; never a traceback. */
export function describeFailure(doing: string, result: ToolResult): RuntimeError {
  const output = `${result.stderr}\n${result.stdout}`;
  if (diskFull.test(output)) {
    return new RuntimeError(
      'setup',
      `Could not ${doing}: no space left on the disk. Free some, or set MSAFEEDIT_CACHE to a folder on a larger disk.`,
    );
  }
  const reason = lastLine(result);
  const advice = network.test(output)
    ? ' The package index could not be reached, or broke off: check the network (pip and npm use their own proxy and index settings), then try again.'
    : '';
  return new RuntimeError(
    'setup',
    `Could not ${doing}: ${reason}${/[.!?…]$/.test(reason) ? '' : '.'}${advice}`,
  );
}
