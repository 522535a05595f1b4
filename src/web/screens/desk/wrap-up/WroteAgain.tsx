import { Button } from '@mantine/core'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { resumeInteraction } from '../../../../contract/operations/routing.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { useAct } from '../../../sync/use.ts'
import classes from './wrap-up.module.css'

/** Has the contact written since the conversation was ended? */
export const wroteAgain = ({ conversation, wrapUp }: InteractionCard): boolean =>
  wrapUp !== null && (conversation.lastInboundAt ?? 0) > wrapUp.startedAt

type Props = { card: InteractionCard; onFinish: () => void; blocked: boolean }

/** The contact wrote during wrap-up: go on talking, or finish anyway. */
export function WroteAgain({ card, onFinish, blocked }: Props) {
  const words = useWords(deskWords)
  const resuming = useAct(resumeInteraction)
  const { contact } = card.conversation
  if (!wroteAgain(card)) return null
  return (
    <div className={classes.wroteAgain}>
      <Callout
        announced
        action={
          <>
            <Button
              variant="filled"
              loading={resuming.busy}
              onClick={() => void resuming.run({ interactionId: card.id })}
            >
              {words.goOnTalking}
            </Button>
            <Button disabled={blocked} onClick={onFinish}>
              {words.finishAnyway}
            </Button>
          </>
        }
      >
        <b>{words.wroteAgain(contact.name)}</b>
      </Callout>
      {resuming.refusal && <Trouble refusal={resuming.refusal} />}
    </div>
  )
}
