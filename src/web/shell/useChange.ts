import type { Preferences } from '../../contract/operations/identity.ts'
import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import { sentenceOf } from '../i18n/sentences.ts'
import { usePreferences } from '../sync/use.ts'
import { toast } from './toast.ts'

/** Change a preference; one that could not be saved goes back to what it was, and says why. */
export function useChange(): (change: Partial<Preferences>) => void {
  const words = useWords(common)
  const { change } = usePreferences()
  return (what) =>
    void change(what).then((answer) => {
      if (!answer.ok) toast(words.notSaved(sentenceOf(answer.refusal)), { tone: 'bad' })
    })
}
