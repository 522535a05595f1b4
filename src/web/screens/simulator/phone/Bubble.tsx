import { memo, useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { clockTime, exactTime } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { Ticks } from '../../../parts/Ticks.tsx'
import type { Message } from '../live/wire.ts'
import { BubbleMenu } from './BubbleMenu.tsx'
import { Buttons } from './Buttons.tsx'
import { Content } from './Content.tsx'
import classes from './handset.module.css'
import { snippet } from './message.ts'
import type { ChatHandle } from './useChat.ts'
import { useLongPress } from './useLongPress.ts'

type Props = {
  message: Message
  quoted: Message | null
  businessName: string
  chat: ChatHandle
  onJump: (id: string) => void
}

/** One message on the phone. A long press, a right click or Enter opens what can be done with it. */
export const Bubble = memo(function Bubble({ message, quoted, businessName, chat, onJump }: Props) {
  const words = useWords(simulator)
  const [menuOpen, setMenuOpen] = useState(false)
  const press = useLongPress(() => setMenuOpen(true))
  const who = message.from === 'contact' ? words.thisPhone : businessName
  const isBare = message.type === 'sticker' && !message.revoked
  return (
    <article
      className={classes.message}
      data-message={message.id}
      data-from={message.from}
      tabIndex={-1}
      aria-label={words.messageAs(who, clockTime(message.at, { locale: locale() }), snippet(message, words))}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return
        if (event.key !== 'Enter' && event.key !== ' ') return
        event.preventDefault()
        setMenuOpen(true)
      }}
      {...press}
    >
      <div className={classes.bubble} {...(isBare && { 'data-bare': true })}>
        {quoted && <Quote message={quoted} businessName={businessName} onJump={onJump} />}
        {message.revoked ? (
          <em className={classes.deleted}>{words.deleted}</em>
        ) : (
          <Content message={message} chat={chat} />
        )}
        <Meta message={message} />
        {!message.revoked && <Buttons message={message} chat={chat} />}
        <Reactions message={message} businessName={businessName} />
      </div>
      <BubbleMenu message={message} chat={chat} open={menuOpen} onChange={setMenuOpen} />
    </article>
  )
})

type QuoteProps = { message: Message; businessName: string; onJump: (id: string) => void }

/** What a message answers; a press jumps there. */
function Quote({ message, businessName, onJump }: QuoteProps) {
  const words = useWords(simulator)
  return (
    <button type="button" className={classes.quote} tabIndex={-1} onClick={() => onJump(message.id)}>
      <b>{message.from === 'contact' ? words.thisPhone : businessName}</b>
      <span className={classes.quoteText} dir="auto">
        {snippet(message, words)}
      </span>
    </button>
  )
}

function Meta({ message }: { message: Message }) {
  const words = useWords(simulator)
  const { state } = message
  const isOwn = message.from === 'contact' && (state === 'sent' || state === 'delivered' || state === 'read')
  return (
    <div className={classes.meta}>
      {message.edited && !message.revoked && <span>{words.edited}</span>}
      <time title={exactTime(message.at, { locale: locale() })}>{clockTime(message.at, { locale: locale() })}</time>
      {isOwn && <Ticks delivery={state} />}
    </div>
  )
}

function Reactions({ message: { reactions }, businessName }: { message: Message; businessName: string }) {
  const words = useWords(simulator)
  const both = [
    { emoji: reactions.contact, who: words.thisPhone },
    { emoji: reactions.business, who: businessName },
  ].filter(({ emoji }) => emoji !== null && emoji !== '')
  if (both.length === 0) return null
  return (
    <span
      className={classes.reactions}
      role="img"
      aria-label={both.map(({ emoji, who }) => words.reactedWith(who, emoji ?? '')).join('. ')}
    >
      {both.map(({ emoji, who }) => (
        <span key={who}>{emoji}</span>
      ))}
    </span>
  )
}
