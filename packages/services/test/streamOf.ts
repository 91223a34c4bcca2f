import type { Answer } from './startLoopback.js';

/** One event as it stands in a stream; a string is its data as it is, anything else is written as JSON. */
export function event(data: unknown, name?: string): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${text}\n\n`;
}

/** Streams the text in pieces of a few bytes, so that events and letters are torn; then ends, or cuts the connection. */
export function streamOf(text: string, ending: 'end' | 'cut' = 'end'): Answer {
  return (response) => {
    const bytes = Buffer.from(text);
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.flushHeaders();
    const write = (at: number): void => {
      if (at < bytes.length)
        response.write(bytes.subarray(at, at + 61), () => {
          write(at + 61);
        });
      else if (ending === 'cut') response.socket?.destroy();
      else response.end();
    };
    write(0);
  };
}
