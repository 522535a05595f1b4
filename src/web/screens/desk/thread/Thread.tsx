import { Button } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'
import { type KeyboardEvent, lazy, memo, Suspense, useEffect, useMemo, useRef } from 'react'
import type { InteractionCard, Thread as ThreadCard } from '../../../../contract/cards.ts'
import { sessionEndsAt } from '../../../../modules/conversations/core/session-window.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { useAfterPaint } from '../../../parts/useAfterPaint.ts'
import { announce } from '../../../shell/announce.ts'
import { useShortcut } from '../../../shell/shortcuts.ts'
import { usePassed } from '../../../sync/clock.ts'
import { usePending } from '../../../sync/mine.ts'
import { stillPending } from '../../../sync/outbox.ts'
import { useMe, useSync, useView } from '../../../sync/use.ts'
import type { Standing } from '../conversation/useOpen.ts'
import { Bubble } from './Bubble.tsx'
import { type Item, itemsOf, type Quoted, quotedFrom, textOf } from './items.ts'
import { DayLine, MissedLine, Note, SystemLine, WindowLine } from './Lines.tsx'
import { PendingBubble } from './PendingBubble.tsx'
import classes from './thread.module.css'
import { PaintedContext, ThreadContext } from './thread-context.ts'
import { useFollow } from './useFollow.ts'

const Planned = lazy(() => import('../later/Planned.tsx').then((module) => ({ default: module.Planned })))

type Props = {
  thread: ThreadCard
  card: InteractionCard
  standing: Standing
  /** Answer a message in particular; absent where one may not write. */
  onQuote: ((quoted: Quoted) => void) | undefined
}

/** Messages, notes and lines of a conversation, oldest on top; a log to screen readers. */
export function Thread({ thread, card, standing, onQuote }: Props) {
  const words = useWords(deskWords)
  const all = useItems(thread, card)
  const isWhole = useAfterPaint(true, false)
  const items = useMemo(() => (isWhole ? all : all.slice(-firstItems())), [isWhole, all])
  const last = items.at(-1)?.key ?? ''
  const follow = useFollow(thread.conversationId, items, isWhole && thread.hasOlder)
  const scroller = follow.scroller
  const name = card.conversation.contact.name
  const context = useMemo(
    () => ({ card, standing, onQuote, jump: (id: string) => jumpTo(scroller.current, id) }),
    [card, standing, onQuote, scroller],
  )
  useAnnounced(thread, name)
  useQuoteKey(thread, onQuote)
  return (
    <ThreadContext value={context}>
      <div className={classes.frame}>
        <div
          ref={scroller}
          className={classes.scroller}
          role="log"
          aria-live="off"
          aria-label={words.threadWith(name)}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and arrows go from message to message
          tabIndex={0}
          data-last={last}
          onScroll={follow.onScroll}
          onKeyDown={stepThrough}
        >
          <div className={classes.items}>
            {thread.hasOlder && <div className={classes.older}>{follow.paging ? words.loadingOlder : ''}</div>}
            <PaintedContext value={isWhole}>
              {items.map((item) => (
                <OneItem key={item.key} item={item} />
              ))}
            </PaintedContext>
            {thread.planned.length > 0 && (
              <Suspense>
                <Planned planned={thread.planned} />
              </Suspense>
            )}
          </div>
        </div>
        {follow.newer > 0 && (
          <Button
            size="xs"
            variant="filled"
            className={classes.pill ?? ''}
            rightSection={<IconArrowDown size={14} />}
            onClick={follow.toEnd}
          >
            {words.newRows(follow.newer)}
          </Button>
        )}
      </div>
    </ThreadContext>
  )
}

/** The least height of an item with its space, and of what stands above and below the thread. Pixels. */
const itemPx = 44
const aroundPx = 260

/** As many as fill the pane: what is further up is put in behind the first paint, which nobody waits for. */
const firstItems = (): number => Math.max(8, Math.ceil((window.innerHeight - aroundPx) / itemPx))

function useItems(thread: ThreadCard, card: InteractionCard): Item[] {
  const me = useMe()
  const pending = usePending()
  const missedSince = useSync((state) => state.missed?.since ?? null)
  const kind = useView((view) => view.channels[card.conversation.channelId]?.kind)
  const endsAt = kind === 'sms' ? null : sessionEndsAt(card.conversation.lastInboundAt)
  const over = usePassed(endsAt)
  return useMemo(() => {
    const here = pending.filter((one) => one.conversationId === thread.conversationId)
    return itemsOf(thread, {
      pending: stillPending(here, thread, me.agentId),
      windowClosedAt: over ? endsAt : null,
      missedSince,
    })
  }, [thread, pending, me.agentId, missedSince, over, endsAt])
}

const OneItem = memo(function OneItem({ item }: { item: Item }) {
  switch (item.kind) {
    case 'day':
      return <DayLine at={item.at} />
    case 'message':
      return <Bubble message={item.message} />
    case 'note':
      return <Note note={item.note} />
    case 'line':
      return <SystemLine line={item.line} />
    case 'window_closed':
      return <WindowLine at={item.at} />
    case 'missed':
      return <MissedLine at={item.at} />
    case 'pending':
      return <PendingBubble pending={item.pending} />
  }
}, sameItem)

/** Items are made anew with each change of the thread; what they show mostly is not. */
function sameItem({ item: a }: { item: Item }, { item: b }: { item: Item }): boolean {
  if (a.kind === 'message' && b.kind === 'message') return a.message === b.message
  if (a.kind === 'note' && b.kind === 'note') return a.note === b.note
  if (a.kind === 'line' && b.kind === 'line') return a.line === b.line
  if (a.kind === 'pending' && b.kind === 'pending') return a.pending === b.pending
  return a.kind === b.kind && a.key === b.key && a.at === b.at
}

/** A message of the contact that arrives while this is open is read out, politely. */
function useAnnounced(thread: ThreadCard, name: string): void {
  const words = useWords(deskWords)
  const seen = useRef(thread.messages.at(-1)?.id)
  useEffect(() => {
    const last = thread.messages.at(-1)
    if (!last || last.id === seen.current) return
    seen.current = last.id
    if (last.direction === 'in') announce(words.messageFrom(name, textOf(last) ?? words.kinds(last.content.kind)))
  }, [thread, name, words])
}

/** Up and down go from message to message; the log itself is one stop for Tab. */
function stepThrough(event: KeyboardEvent<HTMLElement>): void {
  if (event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
  const articles = [...event.currentTarget.querySelectorAll<HTMLElement>('article')]
  const at = articles.findIndex((article) => article.contains(document.activeElement))
  const to = at < 0 ? articles.length - 1 : at + (event.key === 'ArrowUp' ? -1 : 1)
  const next = articles[to]
  if (!next) return
  event.preventDefault()
  next.focus()
}

function useQuoteKey({ messages }: ThreadCard, onQuote: Props['onQuote']): void {
  const words = useWords(deskWords)
  useShortcut(
    onQuote
      ? {
          keys: 'Alt+KeyQ',
          name: words.quoteFocused,
          run: () => {
            const id = document.activeElement?.closest<HTMLElement>('article[data-message]')?.dataset.message
            const message = messages.find((one) => one.id === id)
            if (message) onQuote(quotedFrom(message, words.kinds))
          },
        }
      : null,
  )
}

/** To the source of a quote, and show which it is. */
function jumpTo(scroller: HTMLElement | null, id: string): void {
  const target = scroller?.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"]`)
  target?.scrollIntoView({ block: 'center' })
  target?.focus()
}
