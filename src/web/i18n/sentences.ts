import type { CallRefusal } from '../sync/call.ts'
import { areaOnDemand, useWords, wordsOf } from './catalogue.ts'
import { en } from './refusals/en.ts'

/** Exactly one sentence for every refusal, in every language; the compiler asks for it. */
export const sentences = areaOnDemand(en, {
  pt: () => import('./refusals/pt.ts').then((module) => module.pt),
  es: () => import('./refusals/es.ts').then((module) => module.es),
})

export const useSentences = (): Record<CallRefusal, string> => useWords(sentences)

/** The sentence of a refusal, outside components. */
export const sentenceOf = (refusal: CallRefusal): string => wordsOf(sentences)[refusal]
