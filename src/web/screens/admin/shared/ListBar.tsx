import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { announce } from '../../../shell/announce.ts'
import { useShortcut } from '../../../shell/shortcuts.ts'
import classes from './listbar.module.css'

const settleMs = 400

/** The search of a list, which narrows as one types, and what else chooses from it. */
export function ListBar({
  search,
  onSearch,
  placeholder,
  found,
  of,
  children,
}: {
  search: string
  onSearch: (search: string) => void
  placeholder: string
  /** How many are shown, of how many. */
  found: number
  of: number
  children?: ReactNode
}) {
  const words = useWords(admin)
  const field = useRef<HTMLInputElement>(null)
  useShortcut({ keys: 'sign:/', name: placeholder, run: () => field.current?.focus() })
  useFoundSaid(found, found !== of)
  return (
    <div className={classes.bar}>
      <TextInput
        ref={field}
        type="search"
        className={classes.search}
        aria-label={placeholder}
        placeholder={placeholder}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={search}
        onChange={(event) => onSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || search === '') return
          event.stopPropagation()
          onSearch('')
        }}
      />
      {children}
      <span className={`${classes.count} figures`}>{found === of ? words.inAll(of) : words.foundOf(found, of)}</span>
    </div>
  )
}

/** Whoever cannot see the list hears how many are left, when the typing rests. */
function useFoundSaid(found: number, narrowed: boolean): void {
  const words = useWords(admin)
  const told = useRef(narrowed)
  useEffect(() => {
    if (!narrowed && !told.current) return
    told.current = narrowed
    const timer = setTimeout(() => announce(words.inAll(found)), settleMs)
    return () => clearTimeout(timer)
  }, [found, narrowed, words])
}
