import { ActionIcon, TextInput, Tooltip } from '@mantine/core'
import { IconDownload, IconPlayerPause, IconPlayerPlay, IconSearch, IconTrash, IconX } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { number } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { api } from '../live/api.ts'
import { useScene } from '../live/use.ts'
import type { TrafficLine } from '../live/wire.ts'
import { useDo } from '../useDo.ts'
import { download } from './download.ts'
import { type Filter, filters } from './rows.ts'
import classes from './traffic.module.css'

type Props = {
  filter: Filter
  onFilter: (filter: Filter) => void
  text: string
  onText: (text: string) => void
  /** The last request before the list was paused; null while it runs. */
  pausedAt: number | null
  onPause: (paused: boolean) => void
  shown: readonly TrafficLine[]
}

/** What is shown of the traffic, and what can be done with all of it. */
export function Bar({ filter, onFilter, text, onText, pausedAt, onPause, shown }: Props) {
  const words = useWords(simulator)
  const run = useDo()
  const [searching, setSearching] = useState(false)
  const newer = useScene(({ lines }) =>
    pausedAt === null ? 0 : lines.length - 1 - lines.findLastIndex(({ id }) => id === pausedAt),
  )
  const tools = useRef<HTMLSpanElement>(null)
  const stopSearching = () => {
    tools.current?.querySelector('button')?.focus()
    setSearching(false)
    onText('')
  }
  return (
    <header className={classes.bar}>
      <h2 className={classes.title}>{words.traffic}</h2>
      <Filters filter={filter} onFilter={onFilter} />
      {pausedAt !== null && <span className={classes.paused}>{words.pausedWith(newer)}</span>}
      <span ref={tools} className={classes.tools}>
        <Tool
          name={searching ? words.stopSearching : words.searchTraffic}
          onClick={() => (searching ? stopSearching() : setSearching(true))}
        >
          {searching ? <IconX size={16} /> : <IconSearch size={16} />}
        </Tool>
        <Tool name={pausedAt === null ? words.pause : words.goOn} onClick={() => onPause(pausedAt === null)}>
          {pausedAt === null ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
        </Tool>
        <Download shown={shown} />
        <Tool name={words.clearTraffic} disabled={shown.length === 0} onClick={() => void run(api.clear('traffic'))}>
          <IconTrash size={16} />
        </Tool>
      </span>
      {searching && (
        <TextInput
          className={classes.search ?? ''}
          size="xs"
          autoFocus
          aria-label={words.searchTraffic}
          placeholder={words.searchPlaceholder}
          leftSection={<IconSearch size={14} />}
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && stopSearching()}
        />
      )}
    </header>
  )
}

function Filters({ filter, onFilter }: Pick<Props, 'filter' | 'onFilter'>) {
  const words = useWords(simulator)
  const counts = useScene((scene) => scene.counts)
  const shown = {
    all: { word: words.all, count: counts.all },
    to_us: { word: words.toUs, count: counts.toUs },
    to_provider: { word: words.toProvider, count: counts.toProvider },
    failed: { word: words.failed, count: counts.failed },
  } satisfies Record<Filter, { word: string; count: number }>
  return (
    <fieldset className={classes.filters} aria-label={words.show}>
      {filters.map((name) => (
        <button
          key={name}
          type="button"
          className={classes.filter}
          aria-pressed={filter === name}
          {...(name === 'failed' && counts.failed > 0 && { 'data-bad': true })}
          onClick={() => onFilter(name)}
        >
          {shown[name].word} <span className="figures">{number(shown[name].count, { locale: locale() })}</span>
        </button>
      ))}
    </fieldset>
  )
}

/** All requests shown, with their payloads, as a file. */
function Download({ shown }: { shown: readonly TrafficLine[] }) {
  const words = useWords(simulator)
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    await download(shown)
    setBusy(false)
  }
  return (
    <Tool name={words.download} disabled={shown.length === 0} busy={busy} onClick={() => void save()}>
      <IconDownload size={16} />
    </Tool>
  )
}

type ToolProps = { name: string; onClick: () => void; disabled?: boolean; busy?: boolean; children: React.ReactNode }

const Tool = ({ name, onClick, disabled = false, busy = false, children }: ToolProps) => (
  <Tooltip label={name}>
    <ActionIcon size={28} aria-label={name} disabled={disabled} loading={busy} onClick={onClick}>
      {children}
    </ActionIcon>
  </Tooltip>
)
