import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';

/** Two cards, as nvidia-smi tells of them. */
export const twoCards = [
  '0, GPU-11111111-aaaa, NVIDIA H100 80GB HBM3, 550.54.15, 9.0, 81559',
  '1, GPU-22222222-bbbb, NVIDIA L4, 550.54.15, 8.9, 23034',
];

/** Puts a program `nvidia-smi` in front of the PATH that prints these lines, or fails with them. */
export function fakeNvidiaSmi(folder: string, lines: readonly string[], exit = 0): void {
  const programs = join(folder, 'programs');
  mkdirSync(programs, { recursive: true });
  const program = `#!/bin/sh\ncat <<'END'\n${lines.join('\n')}\nEND\nexit ${exit}\n`;
  writeFileSync(join(programs, 'nvidia-smi'), program, { mode: 0o755 });
  vi.stubEnv('PATH', `${programs}:${process.env['PATH'] ?? ''}`);
}
