import { CloseButton } from '@mantine/core'
import type { ConversationId } from '../../../../contract/ids.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import classes from './composer.module.css'
import { NoteBox } from './NoteBox.tsx'

/** Where only a note may be written. */
export function NoteComposer({ id, onClose }: { id: ConversationId; onClose: () => void }) {
  const words = useWords(deskWords)
  const { close } = useWords(common)
  return (
    <div className={classes.composer}>
      <section className={classes.box} data-mode="note" aria-label={words.note}>
        <div className={classes.modes}>
          <b>{words.note}</b>
          <span className={classes.noteMark}>{words.noteMark}</span>
          <CloseButton size={24} aria-label={close} onClick={onClose} />
        </div>
        <NoteBox id={id} onDone={onClose} />
      </section>
    </div>
  )
}
