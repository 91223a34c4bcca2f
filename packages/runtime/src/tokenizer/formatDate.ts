const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** Python's `strftime` in the C locale and local time, for the directives that dates in prompts use. */
export function formatDate(date: Date, format: string): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const hour = date.getHours();
  const month = MONTHS[date.getMonth()]!;
  const day = DAYS[date.getDay()]!;
  const values: Readonly<Record<string, string>> = {
    Y: String(date.getFullYear()),
    y: two(date.getFullYear() % 100),
    m: two(date.getMonth() + 1),
    B: month,
    b: month.slice(0, 3),
    d: two(date.getDate()),
    e: String(date.getDate()).padStart(2, ' '),
    A: day,
    a: day.slice(0, 3),
    H: two(hour),
    I: two(hour % 12 || 12),
    p: hour < 12 ? 'AM' : 'PM',
    M: two(date.getMinutes()),
    S: two(date.getSeconds()),
    '%': '%',
  };
  return format.replace(/%(.)/gs, (directive, letter: string) => values[letter] ?? directive);
}
