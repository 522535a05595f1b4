import { ActionIcon, Tooltip } from '@mantine/core'
import { IconPencilPlus } from '@tabler/icons-react'
import { memo, useRef, useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { Count } from '../../../parts/Chip.tsx'
import { KeyHint } from '../../../parts/KeyHint.tsx'
import { useMay } from '../../../sync/use.ts'
import { useDesk } from '../desk-context.ts'
import { Offers } from '../offer/Offers.tsx'
import { Away } from '../presence/Away.tsx'
import { PresenceBar } from '../presence/PresenceBar.tsx'
import { ListBar } from './ListBar.tsx'
import classes from './list.module.css'
import { Rows } from './Rows.tsx'
import { tabsFor, useCounts } from './useCounts.ts'

/** What is offered to me, what I hold, what waits in my queues. It stays as it is when another conversation is opened. */
export const List = memo(function List() {
  const words = useWords(deskWords)
  const { tab, width } = useDesk()
  const [search, setSearch] = useState('')
  const [tagId, setTagId] = useState<string | null>(null)
  const searchField = useRef<HTMLInputElement>(null)
  return (
    <aside className={classes.list} aria-label={words.list} data-pane="list" tabIndex={-1}>
      <PresenceBar />
      {width === 'phone' && <Away />}
      {width === 'phone' && <Offers />}
      {width === 'phone' ? <h1 className={classes.phoneTitle}>{words[tab]}</h1> : <Tabs />}
      <ListBar search={search} onSearch={setSearch} field={searchField} tagId={tagId} onTag={setTagId} />
      <Rows key={tab} search={search} tagId={tagId} />
      {width !== 'phone' && <KeyLine />}
    </aside>
  )
})

function Tabs() {
  const words = useWords(deskWords)
  const { tab, setTab, start } = useDesk()
  const counts = useCounts()
  const mayStart = useMay('interactions.start')
  const tabs = tabsFor(counts, tab)
  const move = (by: number) => setTab(tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length] ?? 'mine')
  return (
    <div className={classes.tabs}>
      <div
        role="tablist"
        aria-label={words.tabs}
        className={classes.tabList}
        onKeyDown={(event) => {
          if (event.key === 'ArrowRight') move(1)
          if (event.key === 'ArrowLeft') move(-1)
        }}
      >
        {tabs.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            className={classes.tab}
            aria-selected={tab === name}
            tabIndex={tab === name ? 0 : -1}
            ref={(button) => {
              if (button && tab === name && document.activeElement?.getAttribute('role') === 'tab') button.focus()
            }}
            onClick={() => setTab(name)}
          >
            {words[name]}
            <Count of={counts[name]} strong={name === 'offers' && counts.offers > 0} />
          </button>
        ))}
      </div>
      {mayStart && (
        <Tooltip label={words.startInteraction}>
          <ActionIcon size={28} aria-label={words.startInteraction} onClick={() => start(null)}>
            <IconPencilPlus size={17} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  )
}

function KeyLine() {
  const words = useWords(deskWords)
  return (
    <div className={classes.keys} aria-hidden="true">
      <span>
        <KeyHint keys="Alt+ArrowDown" /> {words.keyNext}
      </span>
      <span>
        <KeyHint keys="Alt+KeyU" /> {words.keyNextUnread}
      </span>
      <span>
        <KeyHint keys="sign:?" /> {words.keyAll}
      </span>
    </div>
  )
}
