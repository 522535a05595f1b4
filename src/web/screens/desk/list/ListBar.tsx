import { ActionIcon, Menu, Tooltip, UnstyledButton } from '@mantine/core'
import { IconPencilPlus, IconSearch, IconSortAscending, IconX } from '@tabler/icons-react'
import { lazy, type RefObject, Suspense, useState } from 'react'
import type { Preferences } from '../../../../contract/operations/identity.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { KeyHint } from '../../../parts/KeyHint.tsx'
import { radioItem } from '../../../parts/menu-items.tsx'
import { passFocusOn } from '../../../parts/pass-focus-on.ts'
import { useShortcut } from '../../../shell/shortcuts.ts'
import { useChange } from '../../../shell/useChange.ts'
import { useMay, usePreferences, useView } from '../../../sync/use.ts'
import { useDesk } from '../desk-context.ts'
import classes from './list.module.css'

const TagFilter = lazy(() => import('../tags/TagFilter.tsx').then((module) => ({ default: module.TagFilter })))

type Props = {
  search: string
  onSearch: (search: string) => void
  field: RefObject<HTMLInputElement | null>
  tagId: string | null
  onTag: (tagId: string | null) => void
}

/** The order of the list, and the search in it, which narrows as one types. */
export function ListBar({ search, onSearch, field, tagId, onTag }: Props) {
  const words = useWords(deskWords)
  const [open, setOpen] = useState(false)
  const { width, start } = useDesk()
  const mayStart = useMay('interactions.start')
  const hasTags = useView((view) => Object.keys(view.tags).length > 0)
  const filter = hasTags && (
    <Suspense>
      <TagFilter tagId={tagId} onTag={onTag} />
    </Suspense>
  )
  const openSearch = () => {
    setOpen(true)
    requestAnimationFrame(() => field.current?.focus())
  }
  useShortcut({ keys: 'sign:/', name: words.searchList, run: openSearch })
  const close = () => {
    onSearch('')
    setOpen(false)
  }
  if (open || search !== '')
    return (
      <div key="search" ref={passFocusOn} className={classes.bar}>
        <IconSearch size={14} aria-hidden />
        <input
          ref={field}
          type="search"
          className={classes.search}
          aria-label={words.searchList}
          placeholder={words.searchPlaceholder}
          value={search}
          onChange={(event) => onSearch(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && close()}
        />
        {tagId !== null && filter}
        <ActionIcon size={24} aria-label={words.endSearch} onClick={close}>
          <IconX size={14} />
        </ActionIcon>
      </div>
    )
  return (
    <div className={classes.bar}>
      <OrderMenu />
      {filter}
      <UnstyledButton className={classes.barButton} onClick={openSearch}>
        <IconSearch size={14} aria-hidden />
        {words.search}
        <KeyHint keys="sign:/" />
      </UnstyledButton>
      {width === 'phone' && mayStart && (
        <Tooltip label={words.startInteraction}>
          <ActionIcon size={44} aria-label={words.startInteraction} onClick={() => start(null)}>
            <IconPencilPlus size={20} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  )
}

function OrderMenu() {
  const words = useWords(common)
  const { tab } = useDesk()
  const deskText = useWords(deskWords)
  const { preferences } = usePreferences()
  const change = useChange()
  const names: Record<Preferences['listOrder'], string> = {
    received: words.orderReceived,
    longest_wait: words.orderLongestWait,
    accepted: words.orderAccepted,
  }
  const order = preferences?.listOrder ?? 'received'
  if (tab !== 'mine')
    return (
      <span className={classes.barText}>
        <IconSortAscending size={14} aria-hidden />
        {tab === 'queue' ? words.orderLongestWait : deskText.lapsesFirst}
      </span>
    )
  const isLocked = preferences?.locked.includes('listOrder') ?? false
  const button = (
    <UnstyledButton
      className={classes.barButton}
      aria-label={`${words.listOrder}: ${names[order]}`}
      aria-disabled={isLocked}
    >
      <IconSortAscending size={14} aria-hidden />
      {names[order]}
    </UnstyledButton>
  )
  if (isLocked) return <Tooltip label={sentenceOf('set_by_administrator')}>{button}</Tooltip>
  return (
    <Menu position="bottom-start">
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(names) as Preferences['listOrder'][]).map((name) => (
          <Menu.Item key={name} renderRoot={radioItem(name === order)} onClick={() => change({ listOrder: name })}>
            {names[name]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
