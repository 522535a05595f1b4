import { Button } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import type { ConversationId } from '../../../../contract/ids.ts'
import { addNote, maxNoteText } from '../../../../contract/operations/conversations.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { number } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { Trouble } from '../../../parts/Trouble.tsx'
import { useDraft } from '../../../sync/mine.ts'
import { useAct } from '../../../sync/use.ts'
import { beyond } from './beyond.ts'
import classes from './composer.module.css'
import { TextBox } from './TextBox.tsx'
import { useTyping } from './useTyping.ts'

/** A note for colleagues. Enter makes a new line; only Ctrl Enter and the button keep it. */
export function NoteBox({ id, onDone }: { id: ConversationId; onDone?: () => void }) {
  const words = useWords(deskWords)
  const [text, draft] = useDraft(id, 'note')
  const adding = useAct(addNote)
  useTyping(id, 'typing_note', text)
  const add = async () => {
    const written = draft.read()
    if (!mayKeep(written)) return
    const answer = await adding.run({ conversationId: id, text: written })
    if (!answer?.ok) return
    // Who goes on writing while it is on its way keeps what they write.
    const left = beyond(draft.read(), written)
    draft.write(left)
    if (left === '') onDone?.()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat) return
    event.preventDefault()
    void add()
  }
  const region = { locale: locale() }
  return (
    <>
      {adding.refusal && <Trouble refusal={adding.refusal} />}
      <TextBox draft={draft} text={text} onKeyDown={onKeyDown} label={words.note} placeholder={words.notePlaceholder} />
      <div className={classes.foot}>
        <span className={classes.push} />
        <span className={classes.length} {...(text.length > maxNoteText && { 'data-over': true })}>
          {number(text.length, region)} / {number(maxNoteText, region)}
        </span>
        <Button variant="filled" loading={adding.busy} disabled={!mayKeep(text)} onClick={() => void add()}>
          {words.addNote}
        </Button>
      </div>
    </>
  )
}

const mayKeep = (text: string): boolean => text.trim() !== '' && text.length <= maxNoteText
