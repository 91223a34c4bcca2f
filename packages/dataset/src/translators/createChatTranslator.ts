import { ChatEndpoint, ServiceError, type ChatAnswer, type ChatEndpointOptions } from '@msafeedit/services';
import { answerTokens } from './answerTokens.js';
import { keepEdges } from './keepEdges.js';
import { modelTranslator } from './modelTranslator.js';
import { randomTag, tagged, translationInstructions } from './translationPrompt.js';
import type { Translation, Translator } from './Translator.js';

export type ChatTranslatorOptions = ChatEndpointOptions;

/**
 * Any model behind an OpenAI-compatible server (OpenAI, vLLM, Ollama, llama.cpp), one text a request. Any languages that
 * have a name.
 *
 * The data set holds refusals, whose translations are refusals: words can't tell a model that refuses from one that
 * translates. So the model must put its translation between tags whose random name stands in the request. What comes
 * without them is the model's refusal, or, from a model too small to follow, its failure: either way no translation.
 */
export function createChatTranslator(options: ChatTranslatorOptions): Translator {
  const { model } = options;
  // Local models on a CPU take their time.
  const endpoint = new ChatEndpoint({ timeoutMs: 300_000, ...options });

  return modelTranslator({
    name: `chat ${endpoint.service}`,
    ...{ model, service: endpoint.service, concurrency: options.concurrency },
    send: async (text, { from, to }, signal) => {
      const tag = randomTag();
      const answer = await endpoint.complete({
        messages: [
          { role: 'system', content: `${translationInstructions(from, to)}\n\n${howToAnswer(tag)}` },
          { role: 'user', content: tagged(tag, text) },
        ],
        maxTokens: answerTokens(text),
        signal,
      });
      return readAnswer(answer, tag, text, endpoint.service);
    },
  });
}

function howToAnswer(tag: string): string {
  return (
    `Answer with <${tag}>, the translation, and </${tag}>, and write nothing outside these tags. ` +
    'Only if you will not translate the text, say why not, without the tags.'
  );
}

/** @throws {ServiceError} `too-long`: the answer was cut; `malformed`: there is none, or its end is missing */
function readAnswer(answer: ChatAnswer, tag: string, source: string, service: string): Translation {
  if (answer.refusal !== undefined) return { refused: answer.refusal };
  if (answer.finishReason === 'content_filter') return { refused: 'content filter' };
  if (answer.finishReason === 'length')
    throw new ServiceError(
      'too-long',
      service,
      `${answer.model}'s answer to a text of ${source.length} characters was cut. Does it repeat itself, or think too long?`,
    );
  const text = withoutReasoning(answer.text, tag);
  // The last one, since a model may repeat the text first.
  const start = text.lastIndexOf(`<${tag}>`);
  const end = text.indexOf(`</${tag}>`, start);
  if (start !== -1 && end !== -1) {
    const translation = text.slice(start + tag.length + 2, end);
    if (translation.trim() !== '') return { text: keepEdges(source, translation) };
  }
  if (start === -1 && text !== '') return { refused: text.length > 300 ? `${text.slice(0, 300)}…` : text };
  throw new ServiceError(
    'malformed',
    service,
    `${answer.model} gave ${text === '' ? 'an empty answer' : 'no whole translation between the tags'}.`,
  );
}

/** Reasoning models put what they think in front of the answer; some servers leave out the first of its two marks. */
function withoutReasoning(text: string, tag: string): string {
  const mark = '</think>';
  const end = text.indexOf(mark);
  if (end === -1) return text.trim();
  const rest = text.slice(end + mark.length).trim();
  // A translation may hold the mark itself.
  const isInside = rest.includes(`</${tag}>`) && !rest.includes(`<${tag}>`);
  return isInside ? text.trim() : rest;
}
