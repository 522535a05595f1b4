import { IconArrowDown, IconArrowDownLeft, IconArrowUpRight } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, memo, useEffect, useLayoutEffect, useRef } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { exactTime } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { simulator } from '../../../i18n/simulator.ts'
import type { TrafficLine } from '../live/wire.ts'
import classes from './traffic.module.css'
import { useOlder } from './useOlder.ts'
import { useSteadyEnd } from './useSteadyEnd.ts'

const rowPx = 48
const narrowRowPx = 72
const overscan = 8

type Props = {
  lines: readonly TrafficLine[]
  chosen: TrafficLine | null
  onChoose: (line: TrafficLine) => void
  isNarrow: boolean
  isSifted: boolean
}

/** The list of requests: one stop for Tab, arrows choose. Only the rows in sight are in the page. */
export function Rows({ lines, chosen, onChoose, isNarrow, isSifted }: Props) {
  const words = useWords(simulator)
  const scroller = useRef<HTMLDivElement>(null)
  const height = isNarrow ? narrowRowPx : rowPx
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => lines[index]?.id ?? index,
    overscan,
  })
  useEffect(() => rows.measure(), [height])
  const { onScroll, showRow, newer, toEnd } = useSteadyEnd(scroller, lines, height)
  useOlder(scroller, lines, height)

  const at = chosen ? lines.findIndex(({ id }) => id === chosen.id) : -1
  const chosenId = chosen?.id
  // Choosing opens the payloads, which take room away from the list. Rows that come in later do not pull it back.
  useLayoutEffect(() => {
    if (at >= 0) showRow(at)
  }, [chosenId, isNarrow])
  const choose = (index: number) => {
    const line = lines[Math.max(0, Math.min(lines.length - 1, index))]
    if (line) onChoose(line)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / height) - 1)
    const from = at < 0 ? lines.length : at
    const to = {
      ArrowUp: from - 1,
      ArrowDown: from + 1,
      PageUp: from - page,
      PageDown: from + page,
      Home: 0,
      End: lines.length - 1,
    }[event.key]
    if (to === undefined) return
    event.preventDefault()
    choose(to)
  }
  return (
    <div className={classes.table} data-narrow={isNarrow}>
      {lines.length > 0 && !isNarrow && <Heads />}
      <div
        ref={scroller}
        className={classes.scroller}
        role="listbox"
        aria-label={words.requests}
        {...(at >= 0 && { 'aria-activedescendant': `request-${chosen?.id}` })}
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        {lines.length === 0 ? (
          <p className={classes.empty}>{isSifted ? words.nothingFits : words.nothingYet}</p>
        ) : (
          <div style={{ blockSize: rows.getTotalSize(), position: 'relative' }}>
            {rows.getVirtualItems().map(({ index, key, start }) => {
              const line = lines[index]
              if (!line) return null
              return (
                <Row
                  key={key}
                  line={line}
                  index={index}
                  count={lines.length}
                  top={start}
                  height={height}
                  isChosen={index === at}
                  isNarrow={isNarrow}
                  onChoose={onChoose}
                />
              )
            })}
          </div>
        )}
      </div>
      {newer > 0 && (
        <button type="button" className={classes.pill} onClick={toEnd}>
          {words.newRequests(newer)}
          <IconArrowDown size={14} aria-hidden />
        </button>
      )}
    </div>
  )
}

function Heads() {
  const words = useWords(simulator)
  return (
    <div className={classes.heads} aria-hidden="true">
      <span>{words.time}</span>
      <span>{words.direction}</span>
      <span>{words.request}</span>
      <span>{words.code}</span>
      <span className={classes.took}>{words.took}</span>
      <span>{words.result}</span>
    </div>
  )
}

type RowProps = {
  line: TrafficLine
  index: number
  count: number
  top: number
  height: number
  isChosen: boolean
  isNarrow: boolean
  onChoose: (line: TrafficLine) => void
}

const Row = memo(function Row({ line, index, count, top, height, isChosen, isNarrow, onChoose }: RowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys for its rows
    // biome-ignore lint/a11y/useFocusableInteractive: the list holds the focus and names the row in use
    <div
      id={`request-${line.id}`}
      role="option"
      aria-posinset={index + 1}
      aria-setsize={count}
      aria-selected={isChosen}
      className={classes.row}
      style={{ insetBlockStart: top, blockSize: height }}
      {...(line.failed && { 'data-failed': true })}
      onClick={() => onChoose(line)}
    >
      {isNarrow ? <NarrowCells line={line} /> : <Cells line={line} />}
    </div>
  )
})

function Cells({ line }: { line: TrafficLine }) {
  return (
    <>
      <Time at={line.at} />
      <Direction line={line} />
      <span className={classes.request}>
        <b>{line.summary}</b>
        <Address line={line} />
      </span>
      <Code line={line} />
      <Took line={line} />
      <Result line={line} />
    </>
  )
}

function NarrowCells({ line }: { line: TrafficLine }) {
  return (
    <>
      <span className={classes.narrowLine}>
        <Direction line={line} />
        <Time at={line.at} />
        <Took line={line} />
        <Code line={line} />
      </span>
      <span className={classes.request}>
        <b>{line.summary}</b>
        <Address line={line} />
      </span>
      <Result line={line} />
    </>
  )
}

const times = new Map<string, Intl.DateTimeFormat>()
function preciseTime(at: number): string {
  const tag = locale()
  const format =
    times.get(tag) ??
    new Intl.DateTimeFormat(tag, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      hourCycle: 'h23',
    })
  times.set(tag, format)
  return format.format(at)
}

const Time = ({ at }: { at: number }) => (
  <span className={classes.time}>
    <time title={exactTime(at, { locale: locale() })}>{preciseTime(at)}</time>
  </span>
)

function Direction({ line }: { line: TrafficLine }) {
  const words = useWords(simulator)
  const isToUs = line.direction === 'to_us'
  return (
    <span className={classes.direction} data-direction={line.direction}>
      {isToUs ? <IconArrowDownLeft size={15} aria-hidden /> : <IconArrowUpRight size={15} aria-hidden />}
      {isToUs ? words.toUs : words.toProvider}
    </span>
  )
}

const Address = ({ line }: { line: TrafficLine }) => (
  <span className={classes.address} title={line.path}>
    {line.method} {line.path}
  </span>
)

const Code = ({ line }: { line: TrafficLine }) => <span className={classes.code}>{line.status ?? '–'}</span>

const Took = ({ line }: { line: TrafficLine }) => <span className={classes.took}>{took(line.tookMs)}</span>

const took = (ms: number): string =>
  ms < 10 ? `${ms.toFixed(1)} ms` : ms < 10_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 1000)} s`

const Result = ({ line }: { line: TrafficLine }) => (
  <span className={classes.result} title={line.result}>
    {line.result}
  </span>
)
