import { lazy, Suspense, useCallback, useEffect, useRef } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import type { ConversationId } from '../../../../contract/ids.ts'
import { Loading } from '../../../parts/Loading.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { useStateOf } from '../../../parts/useStateOf.ts'
import { store } from '../../../sync/session.ts'
import { useMe, useSync, useView } from '../../../sync/use.ts'
import { Composer } from '../composer/Composer.tsx'
import type { Quoted } from '../thread/items.ts'
import { Thread } from '../thread/Thread.tsx'
import { useReadMark } from '../thread/useReadMark.ts'
import { Closed, Offered, ReadOnly, TakenAway, Theirs, Waiting } from './Bars.tsx'
import classes from './conversation.module.css'
import { Head } from './Head.tsx'
import { LineState } from './LineState.tsx'
import { type Standing, standingOf, useOpen } from './useOpen.ts'

const StandingBar = lazy(() => import('../handling/Standing.tsx').then((module) => ({ default: module.Standing })))
const loadWrapUp = () => import('../wrap-up/WrapUp.tsx')
const WrapUp = lazy(() => loadWrapUp().then((module) => ({ default: module.WrapUp })))

/**
 * One conversation: its head, its thread, and what can be done with it now. Head and composer stay when another one is
 * opened, which is quicker than making them anew; what they hold belongs to one conversation (`useStateOf`).
 */
export function Conversation({ id }: { id: ConversationId }) {
  const { card, refusal, again } = useOpen(id)
  if (refusal)
    return (
      <div className={classes.trouble}>
        <Trouble refusal={refusal} again={again} />
      </div>
    )
  if (!card) return <Loading lines={4} />
  return <Opened id={id} card={card} />
}

function Opened({ id, card }: { id: ConversationId; card: InteractionCard }) {
  const me = useMe()
  const channel = useView((view) => view.channels[card.conversation.channelId])
  const thread = useView((view) => view.threads[id])
  const trouble = useSync((state) => state.threadTrouble[id])
  const standing = standingOf(card, me)
  const isTaken = useTakenAway(standing, card)
  const [quoting, setQuoting] = useStateOf<Quoted | null>(id, null)
  const dropQuote = useCallback(() => setQuoting(null), [setQuoting])
  useEffect(() => store.openThread(id), [id])
  useReading(id)
  useEffect(fetchWhatComesNext, [])
  useReadMark(card, standing === 'mine' || standing === 'wrapping_up')
  return (
    <>
      <Head card={card} channel={channel} standing={standing} />
      <LineState />
      {thread ? (
        <Thread
          key={id}
          thread={thread}
          card={card}
          standing={standing}
          onQuote={standing === 'mine' ? setQuoting : undefined}
        />
      ) : trouble ? (
        <div className={classes.trouble}>
          <Trouble refusal={trouble} again={() => store.openThread(id)} />
        </div>
      ) : (
        <div className={classes.loading}>
          <Loading lines={5} />
        </div>
      )}
      {isTaken && <TakenAway id={id} card={card} />}
      {standing === 'mine' && (card.parked || card.transfer) && (
        <Suspense fallback={null}>
          <StandingBar card={card} />
        </Suspense>
      )}
      <Foot card={card} standing={standing} quoting={quoting} onQuoteDone={dropQuote} />
    </>
  )
}

/** Whoever closes a conversation and presses on at once finds the wrap-up there. */
function fetchWhatComesNext(): void {
  // Whoever opens it without a line is told so then.
  loadWrapUp().catch(() => {})
}

type FootProps = { card: InteractionCard; standing: Standing; quoting: Quoted | null; onQuoteDone: () => void }

/** What stands below the thread: the composer, the wrap-up, or why one cannot write here. */
function Foot({ card, standing, quoting, onQuoteDone }: FootProps) {
  switch (standing) {
    case 'mine':
      return <Composer card={card} quoting={quoting} onQuoteDone={onQuoteDone} />
    case 'wrapping_up':
      return (
        <Suspense fallback={<Loading lines={2} />}>
          <WrapUp key={card.conversation.id} card={card} />
        </Suspense>
      )
    case 'offered':
      return <Offered key={card.conversation.id} card={card} />
    case 'waiting':
      return <Waiting key={card.conversation.id} card={card} />
    case 'theirs':
      return <Theirs key={card.conversation.id} card={card} />
    case 'closed':
      return <Closed card={card} />
    case 'read_only':
      return <ReadOnly card={card} />
  }
}

/** It was mine a moment ago, and is not any more, without my having closed it. */
function useTakenAway(standing: Standing, card: InteractionCard): boolean {
  const { id } = card.conversation
  const before = useRef({ id, mine: false })
  const [taken, setTaken] = useStateOf(id, false)
  useEffect(() => {
    const wasMine = before.current.id === id && before.current.mine
    if (wasMine && (standing === 'theirs' || standing === 'waiting')) setTaken(true)
    if (standing === 'mine' || standing === 'wrapping_up') setTaken(false)
    before.current = { id, mine: standing === 'mine' }
  }, [id, standing, setTaken])
  return taken && card.state !== 'closed'
}

/** Colleagues see that I read here, for as long as it is open and on screen. */
function useReading(id: ConversationId): void {
  useEffect(() => {
    const tell = () => store.doing(document.hidden ? null : id, 'reading')
    tell()
    document.addEventListener('visibilitychange', tell)
    return () => document.removeEventListener('visibilitychange', tell)
  }, [id])
  // Said once at the end, not between two conversations: where I am next says that I am no longer here.
  useEffect(() => () => store.doing(null, 'reading'), [])
}
