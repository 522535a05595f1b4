import type { CallRefusal } from '../sync/call.ts'
import { type Language, language, useLanguage } from './language.ts'
import { en } from './refusals/en.ts'
import { es } from './refusals/es.ts'
import { pt } from './refusals/pt.ts'

/** Exactly one sentence for every refusal, in every language; the compiler asks for it. */
export const sentences: Record<Language, Record<CallRefusal, string>> = { en, pt, es }

export const useSentences = (): Record<CallRefusal, string> => sentences[useLanguage()]

/** The sentence of a refusal, outside components. */
export const sentenceOf = (refusal: CallRefusal): string => sentences[language()][refusal]
