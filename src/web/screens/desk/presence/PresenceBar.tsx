import { Menu, UnstyledButton } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { clockTime, duration } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { Avatar } from '../../../parts/Avatar.tsx'
import { LoadBar } from '../../../parts/LoadBar.tsx'
import { PresenceMark } from '../../../parts/PresenceMark.tsx'
import { shapeOf } from '../../../shell/attention.ts'
import { useShortcut } from '../../../shell/shortcuts.ts'
import { useNow } from '../../../sync/clock.ts'
import { useMade, useMe, useView } from '../../../sync/use.ts'
import { PresenceMenu } from './PresenceMenu.tsx'
import classes from './presence.module.css'
import { derived, loadOf } from './presence.ts'
import { usePresenceActs } from './usePresenceActs.ts'

/** What I say about myself, what the system makes of it, and how much I hold. */
export function PresenceBar() {
  const words = useWords(deskWords)
  const [open, setOpen] = useState(false)
  const me = useMe()
  const shape = useView((view) => shapeOf(view, view.me.agentId))
  const presence = useView((view) => view.agents[view.me.agentId]?.presence)
  const load = useMade(loadOf, (a, b) => a.held === b.held && a.places === b.places && a.wrappingUp === b.wrappingUp)
  const { toggleStopNew } = usePresenceActs()
  useShortcut({ keys: 'Alt+KeyB', name: words.presence, run: () => setOpen(true) })
  useShortcut({ keys: 'Alt+KeyS', name: words.stopNew, run: toggleStopNew })
  if (!presence) return null
  return (
    <div className={classes.bar}>
      <Menu opened={open} onChange={setOpen} width={290} position="bottom-start">
        <Menu.Target>
          <UnstyledButton className={classes.button}>
            <Avatar id={me.agentId} name={me.name} size={28} small corner={<PresenceMark shape={shape} size={9} />} />
            <span className={classes.lines}>
              <span className={classes.state}>{words[presence.state]}</span>
              <Second />
            </span>
            <IconChevronDown size={15} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <PresenceMenu held={load.held} />
      </Menu>
      <LoadBar held={load.held} places={load.places} />
    </div>
  )
}

function Second() {
  const words = useWords(deskWords)
  const now = useNow()
  const what = useMade(
    (view) => {
      const presence = view.agents[view.me.agentId]?.presence
      return presence ? derived(presence, loadOf(view)) : null
    },
    (a, b) => JSON.stringify(a) === JSON.stringify(b),
  )
  return <span className={classes.second}>{what && say()}</span>

  function say(): string {
    switch (what?.what) {
      case 'not_responding':
        return words.notResponding
      case 'break_requested':
        return words.breakAfterLast
      case 'break_at':
        return words.breakAt(clockTime(what.at, { locale: locale() }))
      case 'not_ready':
        return words.oneAtATime
      case 'stop_new':
        return words.noNewOnes
      case 'undivided':
        return words.undivided
      case 'full':
        return words.full
      case 'wrapping_up':
        return words.wrappingUpCount(what.count)
      case 'returns':
        return words.backAt(clockTime(what.at, { locale: locale() }))
      case 'on_call':
        return words.onCallFor(duration(now - what.at))
      case 'since':
        return words.since(duration(now - what.at))
      case undefined:
        return ''
    }
  }
}
