import { defaultRangeExtractor, type Range, type Virtualizer } from '@tanstack/react-virtual'
import { type FocusEvent, type KeyboardEvent, useCallback, useRef } from 'react'

type Id = string | number
type Rows = readonly { id: Id }[]
type Virtual = Virtualizer<HTMLDivElement, HTMLDivElement>

/** A row, and which of the things in it that take the focus. */
type Place = { id: Id; stop: number }

/** What takes the focus in a row. Inside a field or a list of choices the keys have a work of their own. */
const stops = 'a[href], button, input[type=checkbox]'
const head = -1

/**
 * The keyboard in a table of which only the rows in sight are drawn. Arrows go to the same thing in the row above or
 * below, Page Up and Page Down as many rows as are in sight, Home and End to the first and the last. The row with the
 * focus stays drawn wherever the table is scrolled to; when it leaves, the row that takes its place has the focus.
 */
export function useRowFocus(rows: Rows) {
  const held = useRef<(Place & { index: number }) | null>(null)
  /** On its way there: the row is drawn when the table has been scrolled. */
  const wanted = useRef<Place | null>(null)
  const indexOf = (place: Place | null) => (place === null ? head : rows.findIndex(({ id }) => id === place.id))

  const rangeExtractor = useCallback(
    (range: Range): number[] => {
      const drawn = defaultRangeExtractor(range)
      const at = rows.findIndex(({ id }) => id === held.current?.id)
      return at === head || drawn.includes(at) ? drawn : [...drawn, at].sort((a, b) => a - b)
    },
    [rows],
  )

  function onFocus({ target, currentTarget }: FocusEvent<HTMLElement>): void {
    const index = indexIn(currentTarget, target)
    const row = rows[index ?? head]
    // A menu that hangs on a row has the focus for it.
    if (index === null) return
    wanted.current = null
    held.current = row ? { id: row.id, index, stop: stopsIn(currentTarget, index).indexOf(target) } : null
  }

  /** It went elsewhere for good. From another window, a menu or a question asked in between it comes back. */
  function onBlur({ relatedTarget, currentTarget }: FocusEvent): void {
    const comesBack = relatedTarget?.closest('[role=menu], [role=dialog]') || currentTarget.contains(relatedTarget)
    if (!comesBack && document.hasFocus()) held.current = null
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>, virtual: Virtual): void {
    const { key, target, currentTarget: table, ctrlKey, altKey, metaKey } = event
    if (!(target instanceof HTMLElement) || !target.matches(stops) || ctrlKey || altKey || metaKey) return
    const focused = indexIn(table, target)
    if (focused === null) return
    const at = wanted.current ? indexOf(wanted.current) : focused
    const to = indexAfter(key, at, rows.length, pageOf(virtual))
    if (to === null) return
    event.preventDefault()
    const stop = wanted.current?.stop ?? stopsIn(table, focused).indexOf(target)
    const row = rows[to]
    if (goTo(table, to, stop, virtual) || !row) return
    wanted.current = { id: row.id, stop }
    virtual.scrollToIndex(to)
  }

  function goTo(table: HTMLElement, index: number, stop: number, virtual: Virtual): boolean {
    const target = stopsIn(table, index)[stop]
    if (!target) return false
    virtual.cancelScroll()
    target.focus({ preventScroll: true })
    bringIntoSight(rowOf(target, table))
    return true
  }

  /** After each drawing: where the keyboard is going to, or was before its row moved or left. */
  function settle(table: HTMLElement | null, virtual: Virtual): void {
    if (!table) return
    if (wanted.current && goTo(table, indexOf(wanted.current), wanted.current.stop, virtual)) return
    const { current: place } = held
    if (!place) return
    const at = indexOf(place)
    const index = at === head ? Math.min(place.index, rows.length - 1) : at
    held.current = { ...place, index }
    if (document.activeElement === document.body) stopsIn(table, index)[place.stop]?.focus({ preventScroll: true })
  }

  return { rangeExtractor, onFocus, onBlur, onKeyDown, settle }
}

/** Which row of the table holds this? Null: none of it. */
function indexIn(table: HTMLElement, target: Element): number | null {
  const row = rowOf(target, table)
  return row && Number(row.dataset.index ?? head)
}

const rowOf = (target: Element | null, table: HTMLElement): HTMLElement | null =>
  table.contains(target) ? (target?.closest<HTMLElement>('[role=row]') ?? null) : null

function stopsIn(table: HTMLElement, index: number): HTMLElement[] {
  const row = index === head ? '[role=row]:not([data-index])' : `[data-index="${index}"]`
  return [...table.querySelectorAll<HTMLElement>(`${row} :is(${stops})`)]
}

/** Once the rows that were drawn for it have their heights: they may be higher than they were thought to be. */
function bringIntoSight(row: HTMLElement | null): void {
  const sized = new ResizeObserver(() => {
    sized.disconnect()
    row?.scrollIntoView({ block: 'nearest' })
  })
  if (row) sized.observe(row)
}

/** Pure: which row a key leads to; null when it leads nowhere. */
function indexAfter(key: string, at: number, count: number, page: number): number | null {
  const within = (index: number) => Math.min(Math.max(index, 0), count - 1)
  switch (key) {
    case 'ArrowDown':
      return within(at + 1)
    case 'ArrowUp':
      return Math.max(at - 1, head)
    case 'PageDown':
      return within(at + page)
    case 'PageUp':
      return within(at - page)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}

/** How many rows Page Up and Page Down pass over: one of those in sight stays. */
function pageOf({ range }: Virtual): number {
  return Math.max(1, range ? range.endIndex - range.startIndex - 1 : 1)
}
