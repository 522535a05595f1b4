import { Button } from '@mantine/core'
import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import { useSentences } from '../i18n/sentences.ts'
import type { CallRefusal } from '../sync/call.ts'
import { Callout } from './Callout.tsx'

/** What a screen or a pane shows when its answer did not come: the sentence of the refusal, and the way on. */
export function Trouble({ refusal, again }: { refusal: CallRefusal; again?: () => unknown }) {
  const words = useWords(common)
  const sentences = useSentences()
  return (
    <Callout
      tone="bad"
      announced
      action={
        again && (
          <Button size="xs" onClick={again}>
            {words.tryAgain}
          </Button>
        )
      }
    >
      {sentences[refusal]}
    </Callout>
  )
}
