import { IconBell, IconMessages, IconPlayerPause, IconUser, IconUsersGroup } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useWords } from '../../i18n/catalogue.ts'
import { common } from '../../i18n/common.ts'
import { desk as deskWords } from '../../i18n/desk.ts'
import { Count } from '../../parts/Chip.tsx'
import classes from './desk.module.css'
import { useDesk } from './desk-context.ts'
import { tabsFor, useCounts } from './list/useCounts.ts'

const glyphs = { offers: IconBell, mine: IconMessages, parked: IconPlayerPause, queue: IconUsersGroup }

/** On a telephone the tabs of the list are at the foot, and presence is under Me. */
export function PhoneTabs() {
  const words = useWords(deskWords)
  const { me } = useWords(common)
  const { tab, setTab, open } = useDesk()
  const counts = useCounts()
  return (
    <nav className={classes.phoneTabs} aria-label={words.tabs}>
      {tabsFor(counts, tab).map((name) => {
        const Glyph = glyphs[name]
        return (
          <button
            key={name}
            type="button"
            className={classes.phoneTab}
            aria-pressed={tab === name}
            {...(tab === name && { 'data-on': true })}
            onClick={() => {
              setTab(name)
              open(null)
            }}
          >
            <Glyph size={20} stroke={1.7} aria-hidden />
            {words[name]}
            {counts[name] > 0 && (
              <span className={classes.phoneCount}>
                <Count of={counts[name]} strong={name === 'offers'} />
              </span>
            )}
          </button>
        )
      })}
      <Link to="/me" className={classes.phoneTab}>
        <IconUser size={20} stroke={1.7} aria-hidden />
        {me}
      </Link>
    </nav>
  )
}
