import { IconArrowDown } from '@tabler/icons-react'
import { Fragment, type KeyboardEvent, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { dayName, dayOf } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { simulatedNow, useIsPast, useSimulatedDay } from '../live/use.ts'
import type { Chat, Message } from '../live/wire.ts'
import type { ChatPlace } from '../simulator-context.ts'
import { Bubble } from './Bubble.tsx'
import classes from './handset.module.css'
import { byDay, hasArrived, isUnderWay } from './message.ts'
import type { ChatHandle } from './useChat.ts'

const noMessages: readonly Message[] = []
/** This near to the end counts as being there. */
const nearPx = 40

/** What was said in one chat, oldest on top. A log: what comes in is read out when the reader pauses. */
export function Thread({ chat, phone, number }: ChatPlace & { chat: ChatHandle }) {
  const words = useWords(simulator)
  const state = phone.chats.find(({ phoneNumberId }) => phoneNumberId === number.phoneNumberId)
  const all = state?.messages ?? noMessages
  const messages = useMemo(() => all.filter(hasArrived), [all])
  const byId = useMemo(() => new Map(messages.map((message) => [message.id, message])), [messages])
  const { scroller, onScroll, isAtEnd, toEnd } = useFollowing(messages)
  const jump = useCallback((id: string) => jumpTo(scroller.current, id), [scroller])
  const underWay = phone.online ? 0 : all.filter(isUnderWay).length
  return (
    <div className={classes.threadFrame}>
      <div
        ref={scroller}
        className={classes.thread}
        role="log"
        aria-relevant="additions"
        aria-label={words.threadWith(number.name)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and arrows go from message to message
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={stepThrough}
      >
        <div className={classes.items}>
          {messages.length === 0 && <p className={classes.threadNote}>{words.nothingWritten}</p>}
          {byDay(messages, dayOf).map(({ message, beginsDay }) => (
            <Fragment key={message.id}>
              {beginsDay && <Day at={message.at} />}
              <Bubble
                message={message}
                quoted={message.quotedId === null ? null : (byId.get(message.quotedId) ?? null)}
                businessName={number.name}
                chat={chat}
                onJump={jump}
              />
            </Fragment>
          ))}
          {underWay > 0 && <p className={classes.threadNote}>{words.messagesWait(underWay)}</p>}
          <Typing chat={state} />
        </div>
      </div>
      {!isAtEnd && (
        <button type="button" className={classes.toEnd} aria-label={words.toNewest} onClick={toEnd}>
          <IconArrowDown size={16} aria-hidden />
        </button>
      )}
    </div>
  )
}

/** The day that begins here, in words that hold today. */
function Day({ at }: { at: number }) {
  useSimulatedDay()
  return (
    <div className={classes.day} aria-live="off">
      {dayName(at, simulatedNow(), { locale: locale() })}
    </div>
  )
}

/** Somebody at the business writes. */
function Typing({ chat }: { chat: Chat | undefined }) {
  const words = useWords(simulator)
  const isOver = useIsPast(chat?.businessTypingUntil ?? null)
  if (isOver) return null
  return (
    <div className={classes.typing} aria-live="off">
      <span className={classes.typingDots} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {words.typing}
    </div>
  )
}

/** The thread follows what comes only when it is at its end; else it stays and offers a way there. */
function useFollowing(messages: readonly Message[]) {
  const scroller = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const [isAtEnd, setIsAtEnd] = useState(true)
  const lastOwn = messages.findLast(({ from }) => from === 'contact')?.id

  const toEnd = useCallback(() => {
    const box = scroller.current
    if (box) box.scrollTop = box.scrollHeight
  }, [])
  useLayoutEffect(toEnd, [lastOwn, toEnd])
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box?.firstElementChild) return
    // Grows with messages, with pictures that arrive late, and shrinks with the composer.
    const watch = new ResizeObserver(() => {
      if (atEnd.current) box.scrollTop = box.scrollHeight
    })
    watch.observe(box)
    watch.observe(box.firstElementChild)
    return () => watch.disconnect()
  }, [])
  const lastTop = useRef(0)
  const onScroll = useCallback(() => {
    const box = scroller.current
    if (!box) return
    // Only going up leaves the end: a picture that arrives may push it away before this is told.
    const isGoingUp = box.scrollTop < lastTop.current
    lastTop.current = box.scrollTop
    if (box.scrollHeight - box.scrollTop - box.clientHeight < nearPx) atEnd.current = true
    else if (isGoingUp) atEnd.current = false
    setIsAtEnd(atEnd.current)
  }, [])
  return { scroller, onScroll, isAtEnd, toEnd }
}

/** Up and down go from message to message; the log itself is one stop for Tab. */
function stepThrough(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
  if (by === undefined || event.altKey) return
  const articles = [...event.currentTarget.querySelectorAll<HTMLElement>('article')]
  const at = articles.findIndex((article) => article.contains(document.activeElement))
  const next = articles[at < 0 ? articles.length - 1 : at + by]
  if (!next) return
  event.preventDefault()
  next.focus()
}

function jumpTo(scroller: HTMLElement | null, id: string): void {
  const target = scroller?.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"]`)
  target?.scrollIntoView({ block: 'center' })
  target?.focus()
}
