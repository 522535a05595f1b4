import { IconBattery3, IconChevronLeft, IconPlane, IconWifi } from '@tabler/icons-react'
import { useWords } from '../../../i18n/catalogue.ts'
import { clockTime } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { usePhoneNumber } from '../../../i18n/phone.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { useIsPast, useScene, useSimulatedNow } from '../live/use.ts'
import type { BusinessNumber, Phone } from '../live/wire.ts'
import { useSimulator } from '../simulator-context.ts'
import { BusinessMark } from './BusinessMark.tsx'
import { ChatList } from './ChatList.tsx'
import { Composer } from './Composer.tsx'
import classes from './handset.module.css'
import { PhoneMenu } from './PhoneMenu.tsx'
import { Thread } from './Thread.tsx'
import { useChat } from './useChat.ts'

/** The phone in the hand, in a neutral look of its own. */
export function Handset() {
  const words = useWords(simulator)
  const { phoneId, openNumber } = useSimulator()
  const phone = useScene(({ phones }) => phones.find(({ id }) => id === phoneId) ?? null)
  const number = useScene(({ numbers }) => numbers.find((one) => one.phoneNumberId === openNumber) ?? null)
  if (!phone) return <p className={classes.none}>{words.noPhones}</p>
  return (
    <section className={classes.handset} aria-label={words.phoneOf(phone.label)}>
      <div className={classes.glass}>
        <StatusBar phone={phone} />
        {number ? (
          <OpenChat key={`${phone.id}/${number.phoneNumberId}`} phone={phone} number={number} />
        ) : (
          <ChatList phone={phone} />
        )}
        <span className={classes.homeBar} aria-hidden="true" />
      </div>
    </section>
  )
}

function StatusBar({ phone }: { phone: Phone }) {
  const words = useWords(simulator)
  const now = useSimulatedNow()
  return (
    <div className={classes.statusBar}>
      <time>{clockTime(now, { locale: locale() })}</time>
      <span className={classes.island} aria-hidden="true" />
      <span className={classes.signs}>
        <span role="img" aria-label={phone.online ? words.online : words.offline}>
          {phone.online ? <IconWifi size={15} aria-hidden /> : <IconPlane size={15} aria-hidden />}
        </span>
        <IconBattery3 size={17} aria-hidden />
      </span>
    </div>
  )
}

/** One chat: who it is with, what was said, and where to write. Made anew for another phone or chat. */
function OpenChat({ phone, number }: { phone: Phone; number: BusinessNumber }) {
  const chat = useChat({ phone, number })
  return (
    <>
      <ChatHead phone={phone} number={number} />
      <Thread chat={chat} phone={phone} number={number} />
      <Composer chat={chat} phone={phone} number={number} />
    </>
  )
}

function ChatHead({ phone, number }: { phone: Phone; number: BusinessNumber }) {
  const words = useWords(simulator)
  const { openChat } = useSimulator()
  const phoneNumber = usePhoneNumber()
  const until =
    phone.chats.find(({ phoneNumberId }) => phoneNumberId === number.phoneNumberId)?.businessTypingUntil ?? null
  const isTyping = !useIsPast(until)
  return (
    <header className={classes.chatHead}>
      <button type="button" className={classes.iconButton} aria-label={words.allChats} onClick={() => openChat(null)}>
        <IconChevronLeft size={20} className="turns" aria-hidden />
      </button>
      <BusinessMark name={number.name} />
      <div className={classes.chatNames}>
        <span className={classes.chatName} dir="auto">
          {number.name}
        </span>
        <span className={classes.chatNote}>
          {isTyping ? words.typing : words.business(phoneNumber(number.displayNumber))}
        </span>
      </div>
      <PhoneMenu phone={phone} number={number} />
    </header>
  )
}
