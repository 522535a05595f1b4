import { Button, CopyButton } from '@mantine/core'
import { IconArrowForwardUp, IconLock, IconPencil } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import type { ConversationId } from '../../../../contract/ids.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { Trouble } from '../../../parts/Trouble.tsx'
import { mine } from '../../../sync/mine.ts'
import { useMay, useView } from '../../../sync/use.ts'
import { NoteComposer } from '../composer/NoteComposer.tsx'
import { useDesk } from '../desk-context.ts'
import { useAnswerOffer } from '../offer/useAnswerOffer.ts'
import { useTake } from '../useTake.ts'
import classes from './conversation.module.css'

/** Below a thread that one may not write in: why, and what can be done instead. */
function Bar({ title, text, action }: { title: string; text?: string; action?: ReactNode }) {
  return (
    <div className={classes.bar}>
      <div className={classes.barText}>
        <b>{title}</b> {text}
      </div>
      {action}
    </div>
  )
}

/** It waits in a queue: it can be taken by hand. */
export function Waiting({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const { take, busy, refusal } = useTake(card)
  const queue = useView((view) => view.queues[card.queueId]?.name ?? '')
  return (
    <>
      {refusal && (
        <div className={classes.trouble}>
          <Trouble refusal={refusal} />
        </div>
      )}
      <Bar
        title={words.waitsIn(queue)}
        text={words.takeToAnswer}
        action={
          <Button variant="filled" loading={busy} onClick={() => void take()}>
            {words.take}
          </Button>
        }
      />
    </>
  )
}

/** It is offered to me; the card above says until when. */
export function Offered({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const { accept, busy } = useAnswerOffer(card)
  return (
    <Bar
      title={words.offeredToYou}
      text={words.acceptToAnswer}
      action={
        <Button loading={busy} onClick={accept}>
          {words.accept}
        </Button>
      }
    />
  )
}

/** Another agent holds it. Notes for colleagues remain. */
export function Theirs({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const [noting, setNoting] = useState(false)
  const holder = useView((view) => view.agents[card.agentId ?? '']?.name ?? words.aColleague)
  if (noting) return <NoteComposer id={card.conversation.id} onClose={() => setNoting(false)} />
  return (
    <Bar
      title={words.heldBy(holder)}
      text={words.notesAllowed}
      action={
        <Button leftSection={<IconLock size={15} />} onClick={() => setNoting(true)}>
          {words.writeNote}
        </Button>
      }
    />
  )
}

export function Closed({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const { start } = useDesk()
  const mayStart = useMay('interactions.start')
  const { contact } = card.conversation
  return (
    <Bar
      title={words.interactionClosed(card.number)}
      text={words.closedText}
      action={
        mayStart && (
          <Button onClick={() => start({ contactId: contact.id, name: contact.name })}>{words.startInteraction}</Button>
        )
      }
    />
  )
}

/** Reading is allowed here, answering is not. */
export function ReadOnly({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const channel = useView((view) => view.channels[card.conversation.channelId]?.name ?? '')
  return <Bar title={words.mayReadOnly(channel)} text={words.mayReadOnlyText} />
}

/** It was mine and has been taken away: what was typed is offered for copying. */
export function TakenAway({ id, card }: { id: ConversationId; card: InteractionCard }) {
  const words = useWords(deskWords)
  const { copy, copied } = useWords(common)
  const draft = mine().drafts.read(id, 'reply')
  const holder = useView((view) => view.agents[card.agentId ?? '']?.name)
  const queue = useView((view) => view.queues[card.queueId]?.name ?? '')
  return (
    <div className={classes.taken} role="status">
      <span className={classes.takenLine}>
        <IconArrowForwardUp size={14} className="turns" aria-hidden />
        {holder ? words.takenBy(holder) : words.returnedTo(queue)}
      </span>
      {draft !== '' && (
        <span className={classes.takenDraft}>
          <IconPencil size={15} aria-hidden />
          <span className="cut">{words.draftKept(draft)}</span>
          <CopyButton value={draft}>
            {({ copied: done, copy: run }) => (
              <Button size="xs" onClick={run}>
                {done ? copied : copy}
              </Button>
            )}
          </CopyButton>
        </span>
      )}
    </div>
  )
}
