import { UnstyledButton } from '@mantine/core'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { useSentences } from '../../../i18n/sentences.ts'
import { Ticks } from '../../../parts/Ticks.tsx'
import { usePassed } from '../../../sync/clock.ts'
import { mine } from '../../../sync/mine.ts'
import type { Pending } from '../../../sync/outbox.ts'
import { useSnippet } from '../useSnippet.ts'
import { Content } from './contents/Content.tsx'
import { restore } from './Meta.tsx'
import classes from './thread.module.css'

/** As long as the answer is expected: then one should know that it takes its time. */
const slowMs = 15_000

/** A message the server does not have yet: shown at once, with what becomes of it. */
export function PendingBubble({ pending }: { pending: Pending }) {
  const words = useWords(deskWords)
  const common_ = useWords(common)
  const sentences = useSentences()
  const snippet = useSnippet()
  const slow = usePassed(pending.at + slowMs)
  const { outbox } = mine()
  const back = () => {
    if (!outbox.takeBack(pending.clientId)) return
    if (pending.content.kind === 'text') restore(pending.conversationId, pending.content.text)
  }
  return (
    <article className={classes.message} data-direction="out" tabIndex={-1} aria-label={words.onItsWay}>
      <div className={classes.bubbleLine}>
        <div className={classes.bubble} {...(pending.state === 'refused' && { 'data-failed': true })}>
          {pending.quote && (
            <div className={classes.quote}>
              <span className={classes.quoteText} dir="auto">
                {snippet(pending.quote.text)}
              </span>
            </div>
          )}
          <Content content={pending.shown} />
        </div>
      </div>
      <div className={classes.meta}>
        {pending.state === 'refused' ? (
          <span className={classes.state} data-failed>
            <Ticks delivery="failed" />
            {pending.refusal && sentences[pending.refusal]}
            <UnstyledButton className={classes.link} onClick={() => outbox.again(pending.clientId)}>
              {common_.tryAgain}
            </UnstyledButton>
            <UnstyledButton className={classes.link} onClick={back}>
              {pending.content.kind === 'text' ? words.backToComposer : common_.discard}
            </UnstyledButton>
          </span>
        ) : (
          <span className={classes.state}>
            <Ticks delivery="queued" />
            {pending.state === 'waiting' ? words.waitsForLine : slow ? words.stillSending : common_.tickSending}
            {pending.state === 'waiting' && (
              <UnstyledButton className={classes.link} onClick={back}>
                {common_.undo}
              </UnstyledButton>
            )}
          </span>
        )}
      </div>
    </article>
  )
}
