/**
 * How long a server asks to wait, in milliseconds, by its `Retry-After` (seconds, or a date; RFC 9110); undefined where it
 * says nothing that can be read.
 */
export function retryAfterMs(value: string | undefined, now: number = Date.now()): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // `Date.parse` takes nearly anything for a date; the forms of RFC 9110 begin with a weekday.
  const date = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
