import { lastLine, runTool } from './runTool.js';

/** Whether the addon loads, and the version its TensorFlow library tells. */
export type AddonTrial =
  { readonly loads: true; readonly version: string } | { readonly loads: false; readonly reason: string };

const program = 'console.log(`TF_Version=${require(process.argv[1]).TF_Version}`)';

/** Loads the addon in a process of its own, so that a library that crashes or hangs does it there. */
export async function tryAddon(addon: string, signal?: AbortSignal): Promise<AddonTrial> {
  const result = await runTool(process.execPath, ['-e', program, addon], {
    signal,
    timeoutMs: 120_000,
    env: { NODE_OPTIONS: undefined, TF_CPP_MIN_LOG_LEVEL: '2' },
  });
  const version = /TF_Version=(\S+)/.exec(result.stdout)?.[1];
  if (result.exit === 0 && version) return { loads: true, version };
  if (result.exit === 'killed')
    return { loads: false, reason: 'it crashed, or did not answer within two minutes' };
  const error = result.stderr.split('\n').find((line) => line.startsWith('Error: '));
  return { loads: false, reason: error?.slice('Error: '.length) ?? lastLine(result) };
}
