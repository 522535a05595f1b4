import { Popover, UnstyledButton } from '@mantine/core'
import { IconArrowBackUp, IconMoodPlus } from '@tabler/icons-react'
import { useContext, useState } from 'react'
import type { MessageCard } from '../../../../contract/cards.ts'
import { react } from '../../../../contract/operations/conversations.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { clockTime } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { toast } from '../../../shell/toast.ts'
import { call } from '../../../sync/call.ts'
import { useSnippet } from '../useSnippet.ts'
import { Content } from './contents/Content.tsx'
import { Failure } from './Failure.tsx'
import { type Quoted, quotedFrom, textOf } from './items.ts'
import { Meta } from './Meta.tsx'
import classes from './thread.module.css'
import { PaintedContext, useThread } from './thread-context.ts'

/** One message: what it says, what it answers, how it was received, and how far it got. */
export function Bubble({ message }: { message: MessageCard }) {
  const words = useWords(deskWords)
  const { card } = useThread()
  if (message.content.kind === 'system') return <div className={classes.system}>{message.content.text}</div>
  const who = message.direction === 'in' ? card.conversation.contact.name : words.ourSide
  const said = message.revokedAt ? words.revoked : (textOf(message) ?? words.kinds(message.content.kind))
  const failed = message.delivery === 'failed'
  return (
    <article
      className={classes.message}
      data-message={message.id}
      data-direction={message.direction}
      tabIndex={-1}
      aria-label={words.messageAs(who, clockTime(message.at, { locale: locale() }), said)}
    >
      <div className={classes.bubbleLine}>
        <div className={classes.bubble} {...(failed && { 'data-failed': true })}>
          {message.forwarded && <div className={classes.mark}>{words.forwarded}</div>}
          <Referral message={message} />
          {message.quote && <Quote quote={message.quote} />}
          {message.revokedAt ? <em className="quiet">{words.revoked}</em> : <Content content={message.content} />}
          <Reactions message={message} />
        </div>
        <Tools message={message} />
      </div>
      <Meta message={message} />
      {failed && <Failure message={message} />}
    </article>
  )
}

/** What a reply answers; a press jumps there. */
export function Quote({ quote }: { quote: NonNullable<MessageCard['quote']> }) {
  const words = useWords(deskWords)
  const { card, jump } = useThread()
  const snippet = useSnippet()
  const who = quote.from === 'contact' ? card.conversation.contact.name : words.ourSide
  return (
    <UnstyledButton className={classes.quote} onClick={() => quote.messageId && jump(quote.messageId)}>
      <b>
        <bdi>{who}</bdi>
      </b>
      <span className={classes.quoteText} dir="auto">
        {snippet(quote.text)}
      </span>
    </UnstyledButton>
  )
}

/** The advertisement that led the contact here. */
function Referral({ message: { referral } }: { message: MessageCard }) {
  const words = useWords(deskWords)
  if (!referral) return null
  return (
    <div className={classes.mark}>
      {words.fromAdvertisement} <bdi>{referral.headline ?? referral.sourceUrl ?? ''}</bdi>
    </div>
  )
}

function Reactions({ message }: { message: MessageCard }) {
  const words = useWords(deskWords)
  const { card } = useThread()
  if (message.reactions.length === 0) return null
  return (
    <div className={classes.reactions}>
      {message.reactions.map(({ from, emoji }) => (
        <span
          key={from}
          role="img"
          aria-label={words.reactedWith(from === 'contact' ? card.conversation.contact.name : words.ourSide, emoji)}
        >
          {emoji}
        </span>
      ))}
    </div>
  )
}

const quick = ['👍', '❤️', '😂', '😮', '😢', '🙏']

/**
 * Beside a message: answer it in particular, or react to it. Plain buttons, put in when the messages have been painted,
 * and the choice of reactions only while it is open: each message has these, and few are ever pressed.
 */
function Tools({ message }: { message: MessageCard }) {
  const { onQuote } = useThread()
  const isPainted = useContext(PaintedContext)
  if (!onQuote || message.revokedAt) return null
  return <div className={classes.tools}>{isPainted && <ToolButtons message={message} onQuote={onQuote} />}</div>
}

function ToolButtons({ message, onQuote }: { message: MessageCard; onQuote: (quoted: Quoted) => void }) {
  const words = useWords(deskWords)
  const [choosing, setChoosing] = useState(false)
  const ours = message.reactions.find((reaction) => reaction.from === 'us')?.emoji ?? null
  const reactWith = async (emoji: string) => {
    setChoosing(false)
    const answer = await call(react, { messageId: message.id, emoji: emoji === ours ? null : emoji })
    if (!answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  return (
    <>
      <button
        type="button"
        className={classes.tool}
        data-open={choosing || undefined}
        aria-label={words.quote}
        title={words.quote}
        onClick={() => onQuote(quotedFrom(message, words.kinds))}
      >
        <IconArrowBackUp size={15} className="turns" />
      </button>
      {message.direction === 'in' && (
        <button
          type="button"
          className={classes.tool}
          aria-label={words.react}
          aria-expanded={choosing}
          aria-haspopup="dialog"
          onMouseDown={(event) => choosing && event.stopPropagation()}
          onClick={() => setChoosing(!choosing)}
        >
          <IconMoodPlus size={15} />
        </button>
      )}
      {choosing && (
        <Popover opened onChange={setChoosing} onDismiss={() => setChoosing(false)} position="top">
          <Popover.Target>
            <span />
          </Popover.Target>
          <Popover.Dropdown>
            <div className={classes.quickReactions}>
              {quick.map((emoji) => (
                <UnstyledButton
                  key={emoji}
                  aria-label={emoji}
                  aria-pressed={emoji === ours}
                  onClick={() => void reactWith(emoji)}
                >
                  {emoji}
                </UnstyledButton>
              ))}
            </div>
          </Popover.Dropdown>
        </Popover>
      )}
    </>
  )
}
