import { IconMessages } from '@tabler/icons-react'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { KeyHint } from '../../../parts/KeyHint.tsx'
import classes from './conversation.module.css'

/** No conversation is open: what to do, and the three keys used most. */
export function NothingOpen() {
  const words = useWords(deskWords)
  return (
    <div className={classes.nothing}>
      <EmptyState mark={<IconMessages size={20} />} title={words.chooseConversation}>
        <ul className={classes.nothingKeys}>
          <li>
            <KeyHint keys="Alt+ArrowDown" /> {words.nextInteraction}
          </li>
          <li>
            <KeyHint keys="Alt+KeyU" /> {words.nextUnread}
          </li>
          <li>
            <KeyHint keys="Ctrl+KeyK" /> {words.commandPalette}
          </li>
        </ul>
      </EmptyState>
    </div>
  )
}
