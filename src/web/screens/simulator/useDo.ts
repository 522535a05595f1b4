import { useCallback } from 'react'
import { wordsOf } from '../../i18n/catalogue.ts'
import { sentenceOf } from '../../i18n/sentences.ts'
import { simulator } from '../../i18n/simulator.ts'
import { toast } from '../../shell/toast.ts'
import type { CallRefusal } from '../../sync/call.ts'
import type { Outcome } from './live/api.ts'

/** The sentence of a refusal: one of the simulator's own, or one that every call can meet. */
export const refusalSentence = (refusal: string): string =>
  wordsOf(simulator).refused(refusal) || (sentenceOf(refusal as CallRefusal) ?? sentenceOf('broken'))

/** Do something at the simulator and say so when it was refused. Answers whether it was done. */
export function useDo(): (doing: Promise<Outcome<unknown>>) => Promise<boolean> {
  return useCallback(async (doing) => {
    const outcome = await doing
    if (!outcome.ok) toast(refusalSentence(outcome.refusal), { tone: 'bad' })
    return outcome.ok
  }, [])
}
