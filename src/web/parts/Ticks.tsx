import { IconAlertCircleFilled, IconCheck, IconChecks, IconClock, IconClockQuestion } from '@tabler/icons-react'
import type { Delivery, MessageCard } from '../../contract/cards.ts'
import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import { exactTime } from '../i18n/formats.ts'
import { locale } from '../i18n/language.ts'
import { Hint } from './Hint.tsx'
import classes from './marks.module.css'

/** How far a message got: a glyph with a word for screen readers, and the exact times on hover. */
export function Ticks({ delivery, at }: { delivery: Delivery; at?: MessageCard['deliveredAt'] }) {
  const words = useWords(common)
  const word = words[wordFor[delivery]]
  const times = () =>
    at
      ? (
          [
            ['sent', at.sent],
            ['delivered', at.delivered],
            ['read', at.read],
          ] as const
        ).flatMap(([name, time]) =>
          time === null ? [] : [words.atTime(words[wordFor[name]], exactTime(time, { locale: locale() }))],
        )
      : []
  const label = () => {
    const lines = times()
    return lines.length > 0 ? lines.map((line) => <div key={line}>{line}</div>) : word
  }
  return (
    <Hint
      label={label}
      className={classes.ticks}
      role="img"
      aria-label={word}
      {...((delivery === 'read' || delivery === 'played') && { 'data-read': true })}
      {...(delivery === 'failed' && { 'data-failed': true })}
    >
      <Glyph delivery={delivery} />
    </Hint>
  )
}

export const wordFor = {
  queued: 'tickSending',
  sending: 'tickSending',
  accepted: 'tickSending',
  unknown: 'tickUnknown',
  sent: 'tickSent',
  delivered: 'tickDelivered',
  read: 'tickRead',
  played: 'tickPlayed',
  failed: 'tickFailed',
} as const satisfies Record<Delivery, string>

function Glyph({ delivery }: { delivery: Delivery }) {
  switch (delivery) {
    case 'queued':
    case 'sending':
    case 'accepted':
      return <IconClock size={13} />
    case 'unknown':
      return <IconClockQuestion size={14} />
    case 'sent':
      return <IconCheck size={14} stroke={2.2} />
    case 'delivered':
    case 'read':
    case 'played':
      return <IconChecks size={15} stroke={2.2} />
    case 'failed':
      return <IconAlertCircleFilled size={14} />
  }
}
