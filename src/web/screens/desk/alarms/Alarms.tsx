import { Button, CloseButton } from '@mantine/core'
import { useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { useView } from '../../../sync/use.ts'
import { useDesk } from '../desk-context.ts'
import classes from './alarms.module.css'
import { alarmsOf } from './alarms.ts'

/** So many are named; the rest is counted. */
const shown = 3

/**
 * Clocks that supervisors are told of: calm, above the conversation, until seen. It goes by itself when what was owed is
 * done.
 */
export function Alarms() {
  const words = useWords(deskWords)
  const { open } = useDesk()
  const interactions = useView((view) => view.interactions)
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set())
  const alarms = alarmsOf(Object.values(interactions)).filter(({ key }) => !seen.has(key))
  if (alarms.length === 0) return null
  const dismiss = () => setSeen(new Set([...seen, ...alarms.map(({ key }) => key)]))
  return (
    <div className={classes.alarms} role="status">
      <Callout
        tone="warn"
        action={<CloseButton size={24} aria-label={words.alarmsSeen} title={words.alarmsSeen} onClick={dismiss} />}
      >
        <b>{words.alarms(alarms.length)}</b>
        <span className={classes.list}>
          {alarms.slice(0, shown).map(({ key, card, clock }) => (
            <Button key={key} size="xs" variant="subtle" onClick={() => open(card.conversation.id)}>
              <bdi>{card.conversation.contact.name}</bdi>
              {' · '}
              {clock === 'next_response' ? words.nextResponse : words.clockName(clock)}
            </Button>
          ))}
          {alarms.length > shown && <span className="quiet">{words.alarmsMore(alarms.length - shown)}</span>}
        </span>
      </Callout>
    </div>
  )
}
