import { useWords } from '../../../i18n/catalogue.ts'
import { clockTime } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { useScene } from '../live/use.ts'
import type { BusinessNumber, Phone } from '../live/wire.ts'
import { useSimulator } from '../simulator-context.ts'
import { BusinessMark } from './BusinessMark.tsx'
import classes from './handset.module.css'
import { hasArrived, snippet } from './message.ts'

/** All businesses this phone can write with; one of them opens. Nothing is read while the list is shown. */
export function ChatList({ phone }: { phone: Phone }) {
  const words = useWords(simulator)
  const numbers = useScene((scene) => scene.numbers)
  return (
    <div className={classes.chatList}>
      <h2 className={classes.chatListTitle}>{words.chats}</h2>
      {numbers.length === 0 && <p className={classes.chatListNote}>{words.noNumbers}</p>}
      <ul>
        {numbers.map((number) => (
          <li key={number.phoneNumberId}>
            <ChatRow phone={phone} number={number} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function ChatRow({ phone, number }: { phone: Phone; number: BusinessNumber }) {
  const words = useWords(simulator)
  const { openChat } = useSimulator()
  const chat = phone.chats.find(({ phoneNumberId }) => phoneNumberId === number.phoneNumberId)
  const last = chat?.messages.findLast(hasArrived)
  return (
    <button type="button" className={classes.chatRow} onClick={() => openChat(number.phoneNumberId)}>
      <BusinessMark name={number.name} />
      <span className={classes.chatNames}>
        <span className={classes.chatName} dir="auto">
          {number.name}
        </span>
        <span className={classes.chatNote} dir="auto">
          {last ? snippet(last, words) : words.nothingWritten}
        </span>
      </span>
      <span className={classes.chatAside}>
        {last && <time>{clockTime(last.at, { locale: locale() })}</time>}
        {chat && chat.unread > 0 && (
          <span className={classes.chatUnread}>
            <span aria-hidden="true">{chat.unread}</span>
            <span className="only-read">{words.unread(chat.unread)}</span>
          </span>
        )}
      </span>
    </button>
  )
}
