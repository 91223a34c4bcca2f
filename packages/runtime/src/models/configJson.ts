import type { FloatDtype } from '../weights/encodeFloats.js';

const dtypeNames: Readonly<Record<FloatDtype, string>> = {
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
};

/**
 * A GGUF file's configuration as a config.json for any version of transformers: rotary settings as `rope_theta` and
 * `rope_scaling`, which all of them read, while the older ones pass over `rope_parameters` without a word.
 *
 * @param config as `openGguf` gives it
 * @param dtype of the weights beside it
 */
export function ggufConfigJson(
  config: Readonly<Record<string, unknown>>,
  dtype: FloatDtype,
): Record<string, unknown> {
  const { rope_parameters: rotary, ...rest } = config;
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)),
    ...(rotary !== undefined && olderWords(rotary as Record<string, unknown>)),
    torch_dtype: dtypeNames[dtype],
    use_cache: true,
  };
}

const olderWords = ({ rope_theta, ...scaling }: Readonly<Record<string, unknown>>): object => ({
  rope_theta,
  ...(scaling['rope_type'] !== 'default' && { rope_scaling: scaling }),
});

/** The generation_config.json that goes with it: the ids that begin, end and fill a text. */
export function ggufGenerationConfigJson(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const ids = ['bos_token_id', 'eos_token_id', 'pad_token_id'];
  return Object.fromEntries(ids.filter((name) => name in config).map((name) => [name, config[name]]));
}

/** A config.json that says another dtype, under the name that it has used for it. */
export function configJsonOfDtype(
  config: Readonly<Record<string, unknown>>,
  dtype: FloatDtype,
): Record<string, unknown> {
  const { dtype: newer, torch_dtype: older, ...rest } = config;
  const name = newer !== undefined && older === undefined ? 'dtype' : 'torch_dtype';
  return { ...rest, [name]: dtypeNames[dtype] };
}
