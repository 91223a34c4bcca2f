/** Spelt out for a quick `--help`; a test holds them to the editor's. */
export const presetNames = ['llama2-7b-chat', 'mistral-7b', 'gpt2-xl', 'smollm2-135m'] as const;
