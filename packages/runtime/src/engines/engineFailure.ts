import { RuntimeError } from '../RuntimeError.js';

/** How engines say that memory ran out. */
const outOfMemory = [
  // TensorFlow, in front of the tensor's shape, the device and the allocator; its allocator first waits 10 s for memory
  /\bOOM when allocating\b/,
  // TensorFlow's status 8, by name; CUDA and its libraries; C++
  /\bRESOURCE_EXHAUSTED\b|\bout[ _]of[ _]memory\b|\bbad_alloc\b/i,
  // oneDNN within TensorFlow: dnnl_out_of_memory is 1 (dnnl_common_types.h)
  /\breceived an exception:\s*Status: 1,/,
  // V8, for the array behind a tensor of the `cpu` engine
  /^(Array buffer allocation failed|Invalid typed array length)/,
];

/**
 * Makes a RuntimeError of what an engine threw: 'memory' where it says that memory ran out, else 'engine'.
 * @param engine the start of the message's sentence
 */
export function engineFailure(engine: string, error: unknown): RuntimeError {
  const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  if (outOfMemory.some((pattern) => pattern.test(reason))) return memoryFailure(engine, reason.trim(), error);
  return new RuntimeError('engine', `${engine} failed: ${reason}`, { cause: error });
}

/** The error of an engine whose memory is full, with what can be done. */
export function memoryFailure(engine: string, reason: string, cause?: unknown): RuntimeError {
  return new RuntimeError(
    'memory',
    `${engine} ran out of memory (${reason}). Give it fewer prompts at once, shorter ones or shorter answers, ` +
      'a smaller model or half precision, or another device.',
    { cause },
  );
}
