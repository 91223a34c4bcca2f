const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** `fraction` (0 to 1) of `width` columns as a bar in eighths of a column, not filled up. */
export function bar(fraction: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * width * 8);
  return '█'.repeat(Math.floor(filled / 8)) + eighths[filled % 8]!;
}

/** A bar with its frame and percentage: `▕████▌     ▏ 45 %`. */
export function progressBar(fraction: number, width: number): string {
  const percent = `${Math.round(Math.min(1, Math.max(0, fraction)) * 100)} %`;
  return `▕${bar(fraction, width).padEnd(width)}▏ ${percent.padStart(5)}`;
}
