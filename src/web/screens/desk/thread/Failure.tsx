import { Button } from '@mantine/core'
import { IconRefresh, IconTemplate } from '@tabler/icons-react'
import type { MessageCard } from '../../../../contract/cards.ts'
import { sendAgain } from '../../../../contract/operations/conversations.ts'
import { isSessionOpen } from '../../../../modules/conversations/core/session-window.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { toast } from '../../../shell/toast.ts'
import { serverNow } from '../../../sync/clock.ts'
import { useAct } from '../../../sync/use.ts'
import { remedyOf, whyOf } from './failures.ts'
import classes from './thread.module.css'
import { useThread } from './thread-context.ts'

/** A message did not arrive: what happened, why, the provider's code in small, and the one way on. */
export function Failure({ message }: { message: MessageCard }) {
  const words = useWords(deskWords)
  const { tryAgain } = useWords(common)
  const { card, standing } = useThread()
  const again = useAct(sendAgain)
  const { contact, lastInboundAt } = card.conversation
  const remedy = standing === 'mine' ? remedyOf(message, isSessionOpen(lastInboundAt, serverNow() as never)) : null
  const run = async () => {
    const answer = await again.run({ messageId: message.id })
    if (answer && !answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  const { failure } = message
  return (
    <div className={classes.failure}>
      <Callout
        tone="bad"
        {...(failure && { code: [failure.code, failure.title].filter(Boolean).join(' · ') })}
        action={
          remedy === 'template' ? (
            <Button
              leftSection={<IconTemplate size={15} />}
              onClick={() => window.dispatchEvent(new Event('switchboard:templates'))}
            >
              {words.sendAsTemplate}
            </Button>
          ) : (
            remedy === 'again' && (
              <Button leftSection={<IconRefresh size={15} />} loading={again.busy} onClick={() => void run()}>
                {tryAgain}
              </Button>
            )
          )
        }
      >
        <b>{words.didNotReach(contact.name)}</b> {words.failureReason(failure ? whyOf(failure.code) : 'other')}
      </Callout>
    </div>
  )
}
