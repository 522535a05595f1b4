// biome-ignore-all lint/a11y/useSemanticElements: rows out of sight are not in the page, and as cards they are no grid; table elements can say neither
// biome-ignore-all lint/a11y/useFocusableInteractive: this is a table, whose links and boxes take the focus, not a grid of cells
import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, memo, type ReactNode, type Ref, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { passFocusOn } from '../../../parts/pass-focus-on.ts'
import { useSame } from '../../../parts/useSame.ts'
import { AdminLink } from './AdminLink.tsx'
import classes from './table.module.css'
import { useRowFocus } from './useRowFocus.ts'

export type Column<T> = {
  key: string
  title: string
  cell: (row: T) => ReactNode
  /** Its share of the width, as a grid track: "2fr", "90px". */
  track: string
  /** Figures stand at the end. */
  end?: boolean
  /** Left out where there is little room; what is left out must be on the thing's own page. */
  spare?: boolean
}

type Row = { id: string | number; name: string }

/** Which rows are marked, for acts on many at once. */
export type Marked = { ids: ReadonlySet<string | number>; set: (ids: ReadonlySet<string | number>) => void }

type Props<T extends Row> = {
  /** What the rows are, for screen readers. */
  name: string
  rows: readonly T[]
  /** The first names the row and leads to it. */
  columns: readonly Column<T>[]
  to?: (row: T) => string
  /** The row that is open beside the table. */
  openId?: string | undefined
  marked?: Marked
}

/** Up to so many rows are all in the page, so that the browser's own search finds them. */
const maxRowsDrawn = 120
const rowHeight = 49
const headHeight = 40
/** A table is never squeezed to less. */
const leastHeight = 220

/**
 * Rows under a head that stays; thousands of them cost no more than those in sight. Where there is little room each row
 * becomes a card. Arrow keys, Page Up and Down, Home and End move from row to row, Enter opens one.
 */
export function Table<T extends Row>({ name, rows, columns, to, openId, marked }: Props<T>) {
  const scroller = useRef<HTMLDivElement>(null)
  const table = useRef<HTMLDivElement>(null)
  const focus = useRowFocus(rows)
  // How high a row usually is at this width: where they stand that were never drawn.
  const [usual, setUsual] = useState(rowHeight)
  const sizes = useMemo(
    () => ({ estimateSize: () => usual, getItemKey: (index: number) => rows[index]?.id ?? index }),
    [rows, usual],
  )
  const virtual = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    ...sizes,
    count: rows.length,
    getScrollElement: () => scroller.current,
    overscan: rows.length <= maxRowsDrawn ? maxRowsDrawn : 12,
    rangeExtractor: focus.rangeExtractor,
  })
  const drawn = virtual.getVirtualItems()
  useLayoutEffect(() => {
    const heights = [...(table.current?.querySelectorAll<HTMLElement>('[data-index]') ?? [])].map(heightOf)
    setUsual((before) => heights.sort((a, b) => a - b)[heights.length >> 1] ?? before)
  }, [virtual.scrollRect?.width, drawn.length === 0])
  useLayoutEffect(() => focus.settle(table.current, virtual))
  const mark = useSame((id: Row['id']) => {
    const ids = new Set(marked?.ids)
    if (!ids.delete(id)) ids.add(id)
    marked?.set(ids)
  })
  const tracks = [...(marked ? ['40px'] : []), ...columns.map(({ track }) => `minmax(0, ${track})`)].join(' ')
  const tracksNarrow = [
    ...(marked ? ['40px'] : []),
    ...columns.filter(({ spare }) => !spare).map(({ track }) => `minmax(0, ${track})`),
  ].join(' ')
  return (
    <div
      ref={passFocusOn}
      className={classes.card}
      style={
        {
          '--tracks': tracks,
          '--tracks-narrow': tracksNarrow,
          minBlockSize: Math.min(leastHeight, virtual.getTotalSize() + headHeight),
        } as CSSProperties
      }
    >
      <div className={classes.scroller} ref={scroller}>
        <div
          role="table"
          aria-label={name}
          aria-rowcount={rows.length + 1}
          ref={table}
          onFocus={focus.onFocus}
          onBlur={focus.onBlur}
          onKeyDown={(event) => focus.onKeyDown(event, virtual)}
        >
          <div role="rowgroup" className={classes.head}>
            <div role="row" className={classes.row}>
              {marked && <MarkAll rows={rows} marked={marked} />}
              {columns.map((column) => (
                <div key={column.key} role="columnheader" {...look(column)}>
                  {column.title}
                </div>
              ))}
            </div>
          </div>
          <div role="rowgroup" className={classes.rows} style={{ blockSize: virtual.getTotalSize() }}>
            {drawn.map(({ index, start, key }) => (
              <DrawnRow
                key={key}
                row={rows[index]!}
                index={index}
                start={start}
                measure={virtual.measureElement}
                columns={columns}
                to={to}
                isOpen={rows[index]?.id === openId}
                isMarked={marked?.ids.has(rows[index]!.id)}
                mark={mark}
              />
            ))}
          </div>
        </div>
      </div>
    </div>
  )
}

const heightOf = (row: HTMLElement): number => row.offsetHeight

type DrawnRowProps<T extends Row> = Pick<Props<T>, 'columns'> & {
  to: Props<T>['to'] | undefined
  /** Undefined: rows of this table are not marked. */
  isMarked: boolean | undefined
  mark: (id: Row['id']) => void
  row: T
  index: number
  /** Where it begins, in pixels from the first. */
  start: number
  measure: Ref<HTMLDivElement>
  isOpen: boolean
}

/** Scrolling makes the rows that come into sight, and leaves those that stay as they are. */
const DrawnRow = memo(function DrawnRow({
  row,
  index,
  start,
  measure,
  columns,
  to,
  isOpen,
  isMarked,
  mark,
}: DrawnRowProps<Row>) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      data-index={index}
      ref={measure}
      style={{ transform: `translateY(${start}px)` }}
      {...(isOpen && { 'data-open': true })}
      {...(to && { 'data-leads': true })}
    >
      {isMarked !== undefined && <Mark row={row} isMarked={isMarked} mark={mark} />}
      {columns.map((column, place) => (
        <div key={column.key} role="cell" data-title={column.title} {...look(column)}>
          {place === 0 && to ? (
            <AdminLink to={to(row)} className={classes.link} {...(isOpen && { 'aria-current': 'true' as const })}>
              {column.cell(row)}
            </AdminLink>
          ) : (
            column.cell(row)
          )}
        </div>
      ))}
    </div>
  )
}) as <T extends Row>(props: DrawnRowProps<T>) => ReactNode

const look = ({ end, spare }: Pick<Column<never>, 'end' | 'spare'>) => ({
  className: classes.cell,
  ...(end && { 'data-end': true }),
  ...(spare && { 'data-spare': true }),
})

function MarkAll({ rows, marked }: { rows: readonly Row[]; marked: Marked }) {
  const words = useWords(admin)
  const all = rows.length > 0 && rows.every(({ id }) => marked.ids.has(id))
  return (
    <div role="columnheader" className={classes.cell} data-mark>
      <input
        type="checkbox"
        className={classes.box}
        aria-label={words.markAll}
        checked={all}
        ref={(box) => {
          if (box) box.indeterminate = !all && rows.some(({ id }) => marked.ids.has(id))
        }}
        onChange={() => marked.set(all ? new Set() : new Set(rows.map(({ id }) => id)))}
      />
    </div>
  )
}

/** A plain box: one of the toolkit's for each row would cost more than the rest of it. */
function Mark({ row, isMarked, mark }: { row: Row; isMarked: boolean; mark: (id: Row['id']) => void }) {
  const words = useWords(admin)
  return (
    <div role="cell" className={classes.cell} data-mark>
      <input
        type="checkbox"
        className={classes.box}
        aria-label={words.markOne(row.name)}
        checked={isMarked}
        onChange={() => mark(row.id)}
      />
    </div>
  )
}
