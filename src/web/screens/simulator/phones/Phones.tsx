import { ActionIcon, Tooltip } from '@mantine/core'
import { IconBan, IconPlus, IconWifiOff } from '@tabler/icons-react'
import { type KeyboardEvent, useRef } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { usePhoneNumber } from '../../../i18n/phone.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { Avatar } from '../../../parts/Avatar.tsx'
import { useScene } from '../live/use.ts'
import type { Phone } from '../live/wire.ts'
import { useSimulator } from '../simulator-context.ts'
import classes from './phones.module.css'

/** The phones there are; one of them is in the hand. One stop for Tab, arrows go from phone to phone. */
export function Phones() {
  const words = useWords(simulator)
  const phones = useScene((scene) => scene.phones)
  const more = useScene((scene) => scene.phoneCount - scene.phones.length)
  const { addPhone, room } = useSimulator()
  const list = useRef<HTMLUListElement>(null)
  return (
    <section className={classes.phones} aria-label={words.phones} {...(room !== 'wide' && { 'data-strip': true })}>
      <header className={classes.head}>
        <h2 className={classes.title}>{words.phones}</h2>
        <Tooltip label={words.addPhone}>
          <ActionIcon size={26} aria-label={words.addPhone} onClick={addPhone}>
            <IconPlus size={16} />
          </ActionIcon>
        </Tooltip>
      </header>
      <ul ref={list} className={classes.list} onKeyDown={(event) => step(event, list.current)}>
        {phones.map((phone) => (
          <li key={phone.id}>
            <Row phone={phone} />
          </li>
        ))}
        {more > 0 && <li className={classes.more}>{words.morePhones(more)}</li>}
      </ul>
    </section>
  )
}

function Row({ phone }: { phone: Phone }) {
  const words = useWords(simulator)
  const phoneNumber = usePhoneNumber()
  const { phoneId, select } = useSimulator()
  const unread = phone.chats.reduce((sum, chat) => sum + chat.unread, 0)
  const isChosen = phone.id === phoneId
  return (
    <button
      type="button"
      className={classes.row}
      aria-current={isChosen}
      tabIndex={isChosen ? 0 : -1}
      onClick={() => select(phone.id)}
    >
      <Avatar id={phone.id} name={phone.label} size={30} />
      <span className={classes.names}>
        <span className={classes.name} dir="auto">
          {phone.label}
        </span>
        <span className={classes.number}>{phone.number === null ? words.userIdOnly : phoneNumber(phone.number)}</span>
      </span>
      {phone.blocked.length > 0 && <Mark icon={IconBan} word={words.hasBlocked} />}
      {!phone.online && <Mark icon={IconWifiOff} word={words.offline} />}
      {unread > 0 && (
        <span className={classes.unread}>
          <span aria-hidden="true">{unread}</span>
          <span className="only-read">{words.unread(unread)}</span>
        </span>
      )}
    </button>
  )
}

const Mark = ({ icon: Glyph, word }: { icon: typeof IconBan; word: string }) => (
  <Tooltip label={word}>
    <span role="img" aria-label={word} className={classes.mark}>
      <Glyph size={15} aria-hidden />
    </span>
  </Tooltip>
)

function step(event: KeyboardEvent<HTMLElement>, list: HTMLElement | null): void {
  const rows = [...(list?.querySelectorAll('button') ?? [])]
  const at = rows.indexOf(document.activeElement as HTMLButtonElement)
  const forward = event.key === 'ArrowDown' || event.key === 'ArrowRight'
  const back = event.key === 'ArrowUp' || event.key === 'ArrowLeft'
  const next = rows[at + (forward ? 1 : back ? -1 : 0)]
  if (at < 0 || !next || !(forward || back)) return
  event.preventDefault()
  next.focus()
}
