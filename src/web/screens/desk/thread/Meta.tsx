import { UnstyledButton } from '@mantine/core'
import type { MessageCard } from '../../../../contract/cards.ts'
import { sendAgain, takeBack } from '../../../../contract/operations/conversations.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { Ticks, wordFor } from '../../../parts/Ticks.tsx'
import { toast } from '../../../shell/toast.ts'
import { call } from '../../../sync/call.ts'
import { useNow } from '../../../sync/clock.ts'
import { mine } from '../../../sync/mine.ts'
import { useAct, useMe, useView } from '../../../sync/use.ts'
import { Time } from './Time.tsx'
import classes from './thread.module.css'
import { useThread } from './thread-context.ts'

/** A send that has not been answered after this is said to be still on its way. */
const slowMs = 15_000

/** Below a bubble: who, when, and how far it got. */
export function Meta({ message }: { message: MessageCard }) {
  const words = useWords(deskWords)
  return (
    <div className={classes.meta}>
      {message.direction === 'out' && <Author message={message} />}
      <Time at={message.at} />
      {message.editedAt !== null && <span>· {words.edited}</span>}
      {message.delivery && !message.revokedAt && <State message={message} />}
    </div>
  )
}

function Author({ message }: { message: MessageCard }) {
  const words = useWords(deskWords)
  // One look at the view for each of many messages.
  const who = useView(({ me, agents }) => {
    if (message.author === 'house') return words.automatic
    if (message.author === 'phone_app') return words.fromPhoneApp
    return message.agentId === me.agentId ? words.you : (agents[message.agentId ?? '']?.name ?? words.aColleague)
  })
  return (
    <span>
      <bdi>{who}</bdi> ·
    </span>
  )
}

function State({ message }: { message: MessageCard }) {
  const words = useWords(common)
  const delivery = message.delivery
  if (delivery === null) return null
  if (message.heldUntil !== null) return <Held message={message} until={message.heldUntil} />
  if (delivery === 'unknown') return <Unknown message={message} />
  if (delivery === 'queued' || delivery === 'sending' || delivery === 'accepted') return <OnItsWay message={message} />
  return (
    <span className={classes.state} {...(delivery === 'failed' && { 'data-failed': true })}>
      <Ticks delivery={delivery} at={message.deliveredAt} />
      {words[wordFor[delivery]]}
    </span>
  )
}

function OnItsWay({ message }: { message: MessageCard }) {
  const words = useWords(common)
  const { stillSending } = useWords(deskWords)
  const slow = useNow() - message.at > slowMs
  return (
    <span className={classes.state}>
      <Ticks delivery={message.delivery ?? 'queued'} />
      {slow ? stillSending : words.tickSending}
    </span>
  )
}

/** In its undo time: how long, and the way back into the composer. */
function Held({ message, until }: { message: MessageCard; until: number }) {
  const words = useWords(deskWords)
  const { undo, tickSending } = useWords(common)
  const { card, standing } = useThread()
  const me = useMe()
  const leftMs = until - useNow()
  const back = async () => {
    const answer = await call(takeBack, { messageId: message.id })
    if (!answer.ok) return toast(sentenceOf(answer.refusal), { tone: 'bad' })
    if (answer.value.text !== null) restore(card.conversation.id, answer.value.text)
  }
  if (leftMs <= 0) return <span className={classes.state}>{tickSending}</span>
  return (
    <span className={classes.state}>
      <Ticks delivery="queued" />
      {words.sendingIn(Math.ceil(leftMs / 1000))}
      {standing === 'mine' && message.agentId === me.agentId && (
        <UnstyledButton className={classes.link} data-undo onClick={() => void back()}>
          {undo}
        </UnstyledButton>
      )}
    </span>
  )
}

/** What was taken back stands in the composer again, before what has been typed since. */
export function restore(id: Parameters<ReturnType<typeof mine>['drafts']['read']>[0], text: string): void {
  const { drafts } = mine()
  const typed = drafts.read(id, 'reply')
  drafts.write(id, 'reply', typed === '' ? text : `${text}\n${typed}`)
}

/** Nobody knows whether it arrived: it is never repeated by itself. */
function Unknown({ message }: { message: MessageCard }) {
  const words = useWords(common)
  const deskText = useWords(deskWords)
  const { standing } = useThread()
  const again = useAct(sendAgain)
  const run = async () => {
    const answer = await again.run({ messageId: message.id })
    if (answer && !answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  return (
    <span className={classes.state} data-unknown>
      <Ticks delivery="unknown" />
      {words.tickUnknown}
      {standing === 'mine' && (
        <UnstyledButton className={classes.link} disabled={again.busy} onClick={() => void run()}>
          {deskText.sendAgain}
        </UnstyledButton>
      )}
    </span>
  )
}
