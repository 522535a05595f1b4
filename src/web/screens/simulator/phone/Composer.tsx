import { IconArrowUp, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { isFirstVisit } from '../first-visit.ts'
import { api } from '../live/api.ts'
import type { ChatPlace } from '../simulator-context.ts'
import { useDo } from '../useDo.ts'
import classes from './handset.module.css'
import { snippet } from './message.ts'
import { PlusMenu } from './PlusMenu.tsx'
import { RecordBar } from './RecordBar.tsx'
import type { About, ChatHandle } from './useChat.ts'

const maxText = 65_536

/** What was begun in each chat, kept while this page is. */
const drafts = new Map<string, string>()

type Props = ChatPlace & { chat: ChatHandle }

/** Where the person who holds the phone writes; or why that cannot be done now, and the way out. */
export function Composer(props: Props) {
  const { phone, number, chat } = props
  const [recording, setRecording] = useState(false)
  if (!phone.online) return <Held {...props} why="offline" />
  if (phone.blocked.includes(number.phoneNumberId)) return <Held {...props} why="blocked" />
  if (recording) return <RecordBar chat={chat} onDone={() => setRecording(false)} />
  return (
    <div className={classes.composer}>
      <AboutBar chat={chat} businessName={number.name} />
      <Writing
        key={chat.about.kind === 'edit' ? chat.about.message.id : 'new'}
        {...props}
        onRecord={() => setRecording(true)}
      />
    </div>
  )
}

function Held({ phone, number, why }: Props & { why: 'offline' | 'blocked' }) {
  const words = useWords(simulator)
  const run = useDo()
  const end = () =>
    why === 'offline'
      ? api.changePhone(phone.id, { online: true })
      : api.changePhone(phone.id, { block: { phoneNumberId: number.phoneNumberId, blocked: false } })
  return (
    <div className={classes.held}>
      <span>{why === 'offline' ? words.phoneOffline : words.youBlocked(number.name)}</span>
      <button type="button" className={classes.heldButton} onClick={() => void run(end())}>
        {why === 'offline' ? words.goOnline : words.unblock(number.name)}
      </button>
    </div>
  )
}

/** What the next message answers or changes, above the field. */
function AboutBar({ chat: { about, setAbout }, businessName }: { chat: ChatHandle; businessName: string }) {
  const words = useWords(simulator)
  if (about.kind === 'new') return null
  const who = about.message.from === 'contact' ? words.thisPhone : businessName
  return (
    <div className={classes.aboutBar}>
      <div className={classes.aboutText}>
        <b>{about.kind === 'edit' ? words.editing : words.replyTo(who)}</b>
        <span dir="auto">{snippet(about.message, words)}</span>
      </div>
      <button
        type="button"
        className={classes.iconButton}
        aria-label={words.cancel}
        onClick={() => setAbout({ kind: 'new' })}
      >
        <IconX size={16} aria-hidden />
      </button>
    </div>
  )
}

function Writing({ phone, number, chat, onRecord }: Props & { onRecord: () => void }) {
  const words = useWords(simulator)
  const { about, setAbout, act } = chat
  const key = `${phone.id}/${number.phoneNumberId}`
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(() => firstText(about, drafts.get(key), phone, words.hello))
  useDraft(key, about, text)
  useFocusWhenAsked(field, about)

  const send = async () => {
    const written = text.trim()
    if (written === '') return
    setText('')
    setAbout({ kind: 'new' })
    const done = await act(
      about.kind === 'edit'
        ? { type: 'edit', messageId: about.message.id, text: written }
        : { type: 'text', text: written, ...(about.kind === 'reply' && { quotedId: about.message.id }) },
    )
    // Nothing typed is lost, and nothing typed since is overwritten.
    if (!done) setText((now) => (now === '' ? written : now))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape' && about.kind !== 'new') setAbout({ kind: 'new' })
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    void send()
  }
  return (
    <div className={classes.writing}>
      {about.kind !== 'edit' && <PlusMenu chat={chat} onRecord={onRecord} />}
      <textarea
        ref={field}
        className={classes.field}
        rows={1}
        dir="auto"
        value={text}
        maxLength={maxText}
        aria-label={words.writeTo(number.name)}
        placeholder={words.writePlaceholder}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button
        type="button"
        className={classes.sendButton}
        aria-label={about.kind === 'edit' ? words.saveEdit : words.send}
        disabled={text.trim() === ''}
        onClick={() => void send()}
      >
        <IconArrowUp size={18} aria-hidden />
      </button>
    </div>
  )
}

/** A message to change begins with its text, a first visit with a greeting that only has to be sent. */
function firstText(about: About, draft: string | undefined, { chats }: ChatPlace['phone'], hello: string): string {
  if (about.kind === 'edit') return about.message.shown.text ?? ''
  if (draft !== undefined) return draft
  const isSilent = chats.every(({ messages }) => messages.length === 0)
  return isSilent && isFirstVisit() ? hello : ''
}

function useDraft(key: string, { kind }: About, text: string): void {
  useEffect(() => {
    if (kind !== 'edit') drafts.set(key, text)
  }, [key, kind, text])
}

/** Choosing to reply or to edit leads into the field, with the cursor at the end. */
function useFocusWhenAsked(field: React.RefObject<HTMLTextAreaElement | null>, about: About): void {
  useEffect(() => {
    if (about.kind === 'new' || !field.current) return
    // After the menu has given the focus back to where it was opened.
    const waiting = setTimeout(() => {
      field.current?.focus()
      field.current?.setSelectionRange(-1, -1)
    })
    return () => clearTimeout(waiting)
  }, [about, field])
}
