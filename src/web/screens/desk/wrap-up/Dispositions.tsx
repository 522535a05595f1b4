import { TextInput, UnstyledButton } from '@mantine/core'
import { IconCheck, IconChevronRight, IconCircleCheckFilled, IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useState } from 'react'
import type { ChannelId, DispositionId } from '../../../../contract/ids.ts'
import { type Disposition, offeredDispositions } from '../../../../contract/operations/dispositions.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { finishing } from '../../../i18n/finishing.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { Loading } from '../../../parts/Loading.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { Refused, useAsked } from '../../../sync/use.ts'
import { columnsOf, found, isLeaf, nameOf, pathTo } from './tree.ts'
import classes from './wrap-up.module.css'

type Props = {
  contactName: string
  channelId: ChannelId
  required: boolean
  chosen: DispositionId | null
  onChoose: (id: DispositionId | null) => void
}

/** What came of it, in up to three columns; type to find; what is used often is one press away. */
export function Dispositions({ contactName, channelId, required, chosen, onChoose }: Props) {
  const words = useWords(deskWords)
  const finish = useWords(finishing)
  const asked = useAsked(offeredDispositions, { channelId }, { catalog: 'dispositions' })
  const [search, setSearch] = useState('')
  const [path, setPath] = useState<readonly DispositionId[]>([])
  if (asked.error instanceof Refused)
    return <Trouble refusal={asked.error.refusal} again={() => void asked.refetch()} />
  if (!asked.data) return <Loading lines={2} />
  const all = asked.data.dispositions
  if (all.length === 0 && !required) return null
  const way = path.length > 0 || !chosen ? path : pathTo(all, chosen)
  const choose = (id: DispositionId) => {
    const isBack = way.at(-1) === id && !isLeaf(all, id)
    setPath(isBack ? way.slice(0, -1) : pathTo(all, id))
    setSearch('')
    onChoose(isLeaf(all, id) ? id : null)
  }
  const results = found(all, search)
  const often = asked.data.often.filter((id) => id !== chosen && all.some((one) => one.id === id))
  return (
    <div className={classes.dispositions}>
      <div className={classes.line}>
        <b id="disposition">
          {words.disposition}
          {required && (
            <span className={classes.star} aria-hidden>
              {' *'}
            </span>
          )}
        </b>
        <span className="quiet">{required ? words.requiredHere : words.optional}</span>
        <TextInput
          size="xs"
          className={classes.find ?? ''}
          aria-label={words.typeToFind}
          placeholder={words.typeToFind}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && results[0]) choose(results[0].id)
            if (event.key === 'Escape') setSearch('')
          }}
        />
      </div>
      {search.trim() !== '' ? (
        <div className={classes.results}>
          {results.map((one) => (
            <UnstyledButton key={one.id} className={classes.one} onClick={() => choose(one.id)}>
              {nameOf(all, one.id)}
            </UnstyledButton>
          ))}
          {results.length === 0 && <span className={classes.none}>{words.searchNothing}</span>}
        </div>
      ) : (
        <Columns all={all} path={way} chosen={chosen} onChoose={choose} />
      )}
      <div className={classes.line}>
        {chosen && (
          <span className={classes.chosen}>
            <IconCircleCheckFilled size={15} aria-hidden />
            {nameOf(all, chosen)}
          </span>
        )}
        {often.length > 0 && (
          <span className={classes.often}>
            <span className="quiet">{words.usedOften}</span>
            {often.slice(0, 3).map((id) => (
              <UnstyledButton key={id} className={classes.pill} onClick={() => choose(id)}>
                {nameOf(all, id)}
              </UnstyledButton>
            ))}
          </span>
        )}
      </div>
      {all.some((one) => one.id === chosen && one.doNotContact) && (
        <Callout tone="warn" announced>
          {finish.stopsContact(contactName)}
        </Callout>
      )}
    </div>
  )
}

type ColumnsProps = {
  all: readonly Disposition[]
  path: readonly DispositionId[]
  chosen: DispositionId | null
  onChoose: (id: DispositionId) => void
}

function Columns({ all, path, chosen, onChoose }: ColumnsProps) {
  const words = useWords(deskWords)
  const columns = columnsOf(all, path)
  return (
    <fieldset className={classes.columns} aria-labelledby="disposition" onKeyDown={moveBetween}>
      {columns.map((column, level) => (
        <fieldset key={path[level - 1] ?? 'first'} className={classes.column} aria-label={words.level(level + 1)}>
          {column.map((one) => (
            <UnstyledButton
              key={one.id}
              className={classes.one}
              aria-pressed={path[level] === one.id}
              {...(chosen === one.id && { 'data-chosen': true })}
              onClick={() => onChoose(one.id)}
            >
              <bdi>{one.name}</bdi>
              {chosen === one.id ? (
                <IconCheck size={15} aria-hidden />
              ) : (
                !isLeaf(all, one.id) && <IconChevronRight size={14} className="turns" aria-hidden />
              )}
            </UnstyledButton>
          ))}
        </fieldset>
      ))}
    </fieldset>
  )
}

/** Arrows go through a column, and from one to the next. */
function moveBetween(event: KeyboardEvent<HTMLElement>): void {
  const columns = [...event.currentTarget.children].map((column) => [...column.querySelectorAll<HTMLElement>('button')])
  const at = columns.findIndex((column) => column.includes(document.activeElement as HTMLElement))
  const row = columns[at]?.indexOf(document.activeElement as HTMLElement) ?? -1
  const rtl = getComputedStyle(event.currentTarget).direction === 'rtl'
  const [forward, back] = rtl ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft']
  const target =
    event.key === 'ArrowDown'
      ? columns[at]?.[row + 1]
      : event.key === 'ArrowUp'
        ? columns[at]?.[row - 1]
        : event.key === forward
          ? columns[at + 1]?.[0]
          : event.key === back
            ? columns[at - 1]?.find((button) => button.getAttribute('aria-pressed') === 'true')
            : undefined
  if (!target) return
  event.preventDefault()
  target.focus()
}
