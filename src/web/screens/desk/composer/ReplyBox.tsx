import { CloseButton } from '@mantine/core'
import { type DragEvent, type KeyboardEvent, useCallback, useRef, useState } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { defaultPreferences } from '../../../../contract/operations/identity.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { files as fileWords } from '../../../i18n/files.ts'
import { useSame } from '../../../parts/useSame.ts'
import { useStateOf } from '../../../parts/useStateOf.ts'
import { useDraft } from '../../../sync/mine.ts'
import { usePreferences } from '../../../sync/use.ts'
import type { Quoted } from '../thread/items.ts'
import { beyond } from './beyond.ts'
import { CannedAnswers } from './CannedAnswers.tsx'
import classes from './composer.module.css'
import { DueTimes } from './DueTimes.tsx'
import { Foot } from './Foot.tsx'
import { limits } from './file-limits.ts'
import { TextBox, type TextBoxHandle } from './TextBox.tsx'
import { takeBackLast } from './take-back-last.ts'
import { useKept, useTakenBack } from './taken-back.ts'
import { Uploads } from './Uploads.tsx'
import { useSend } from './useSend.ts'
import { useTyping } from './useTyping.ts'
import { useUploads } from './useUploads.ts'

type Props = { card: InteractionCard; quoting: Quoted | null; onQuoteDone: () => void }

/** Free text, files and a voice note for the contact. What is typed is a draft until it is sent. */
export function ReplyBox({ card, quoting, onQuoteDone }: Props) {
  const words = useWords(deskWords)
  const aboutFiles = useWords(fileWords)
  const { id, contact } = card.conversation
  const [text, draft] = useDraft(id, 'reply')
  // Until they have been fetched: nobody loses the time to take a message back.
  const { preferences = defaultPreferences } = usePreferences()
  const files = useUploads(id)
  const [canned, setCanned] = useStateOf(id, false)
  const [over, setOver] = useStateOf(id, false)
  const [focused, setFocused] = useState(false)
  const box = useRef<TextBoxHandle>(null)
  const { send, problem, problemWith, contentsOf } = useSend({
    card,
    text,
    files,
    quoting,
    undoSeconds: preferences.undoSeconds,
  })
  useTyping(id, 'typing_reply', text)

  function sendNow() {
    if (!send(draft.read())) return
    draft.write('')
    onQuoteDone()
    box.current?.focus()
  }
  const press = useSame(sendNow)
  const problemNow = useSame(() => problemWith(draft.read()))
  const readHeld = useSame(() => {
    const text = draft.read()
    const { uploads } = files
    const field = box.current
    return {
      contents: contentsOf(text).map(({ content }) => content),
      quotedMessageId: quoting?.messageId ?? null,
      // Not what was written since, and nothing of a conversation that was opened meanwhile.
      empty() {
        draft.write(beyond(draft.read(), text))
        files.drop(uploads)
        onQuoteDone()
        field?.focus()
      },
    }
  })
  const addFiles = useSame(files.add)
  useTakenBack(id, (back) => {
    files.put(back.uploads)
    return { ...back, uploads: [] }
  })
  useKept(id, files.uploads)
  const toggleCanned = useSame(() => setCanned((shown) => !shown))
  const insert = useCallback((emoji: string) => box.current?.insert(emoji), [])

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.nativeEvent.isComposing) return
    const command = event.ctrlKey || event.metaKey
    if (event.key === 'Enter' && !event.altKey && (command || (preferences.sendWithEnter && !event.shiftKey))) {
      event.preventDefault()
      if (!event.repeat) sendNow()
    } else if (event.key === '/' && draft.read() === '' && !command) {
      event.preventDefault()
      setCanned(true)
    } else if (event.code === 'KeyZ' && command && !event.shiftKey && draft.read() === '') {
      event.preventDefault()
      void takeBackLast(id)
    } else if (event.key === 'Escape' && quoting) onQuoteDone()
  }

  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    files.add([...event.dataTransfer.files])
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop files; the paperclip does the same by key
    <div
      className={classes.reply}
      {...(over && { 'data-over': true })}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {over && <div className={classes.dropHint}>{aboutFiles.dropHere(limits())}</div>}
      {quoting && (
        <div className={classes.quoting}>
          <span>
            <b>
              <bdi>{quoting.from === 'contact' ? contact.name : words.ourSide}</bdi>
            </b>
            <span className="cut" dir="auto">
              {quoting.text}
            </span>
          </span>
          <CloseButton size={24} aria-label={words.dropQuote} onClick={onQuoteDone} />
        </div>
      )}
      {canned && (
        <CannedAnswers
          card={card}
          onChoose={(answer) => {
            setCanned(false)
            box.current?.insert(answer)
          }}
          onClose={(typed) => {
            setCanned(false)
            if (typed) box.current?.insert(typed)
            else box.current?.focus()
          }}
        />
      )}
      {/* A field of its own for each conversation: caret, undo and what is being composed never follow. */}
      <TextBox
        key={id}
        handle={box}
        draft={draft}
        text={text}
        onKeyDown={onKeyDown}
        onFiles={(list) => files.add(list)}
        label={words.replyTo(contact.name)}
        placeholder={words.replyPlaceholder}
      />
      <DueTimes card={card} shown={focused} />
      <Uploads uploads={files.uploads} onRemove={files.remove} onAgain={files.again} />
      <Foot
        card={card}
        text={text}
        problem={problem}
        onSend={press}
        onCanned={toggleCanned}
        onEmoji={insert}
        onFiles={addFiles}
        problemNow={problemNow}
        readHeld={readHeld}
      />
    </div>
  )
}
