import '@mantine/charts/styles.layer.css'
import { AreaChart, LineChart } from '@mantine/charts'
import { useId } from 'react'
import type { Day } from '../../../../contract/day.ts'
import type { Comparison, Outcome } from '../../../../modules/whatif/core/compare.ts'
import type { Quarter } from '../../../../modules/whatif/core/report.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { whatif } from '../../../i18n/whatif.ts'
import settings from '../shared/settings.module.css'
import { clock } from './draft.ts'
import { length, useFormats } from './formats.ts'
import classes from './whatif.module.css'

type Props = { day: Day; comparison: Comparison }
type Point = { at: string; now: number | null; changed: number | null }

const heightPx = 190

/** The day over its hours, and how agents are loaded; behind each chart the same numbers as a table. */
export function Charts({ day, comparison: { now, changed } }: Props) {
  const words = useWords(whatif)
  const { whole, tenths, percent } = useFormats()
  const hours = withPeople(now, changed)
  const over = (of: (quarter: Quarter) => number | null): Point[] =>
    hours.map((at) => ({
      at: clock(at * 15),
      now: of(now.quarters[at]!),
      changed: changed ? of(changed.quarters[at]!) : null,
    }))
  return (
    <div className={classes.charts}>
      <Chart
        title={words.waitingOver}
        first={words.time}
        points={over((q) => q.longestQueue)}
        isBoth={changed !== null}
        show={whole}
      />
      <Chart
        title={words.waitOver}
        first={words.time}
        points={over((q) => q.wait)}
        isBoth={changed !== null}
        show={length}
      />
      <Chart
        title={words.staffOver}
        first={words.time}
        points={over((q) => q.onDuty)}
        isBoth={changed !== null}
        show={tenths}
      />
      <Load day={day} now={now} changed={changed} show={percent} />
    </div>
  )
}

/** The quarters of an hour from the first in which somebody writes or is on duty to the last. */
function withPeople(now: Outcome, changed: Outcome | null): number[] {
  const busy = [now, ...(changed ? [changed] : [])].flatMap(({ quarters }) =>
    quarters.flatMap(({ arrived, onDuty, longestQueue }, at) => (arrived + onDuty + longestQueue > 0 ? [at] : [])),
  )
  if (busy.length === 0) return []
  const [first, last] = [Math.min(...busy), Math.max(...busy)]
  return Array.from({ length: last - first + 1 }, (_, n) => first + n)
}

type ChartProps = {
  title: string
  note?: string
  /** What stands in the first column. */
  first: string
  points: readonly Point[]
  isBoth: boolean
  show: (value: number) => string
  filled?: boolean
}

function Chart({ title, note, first, points, isBoth, show, filled = false }: ChartProps) {
  const words = useWords(whatif)
  const heading = useId()
  const Kind = filled ? AreaChart : LineChart
  const series = [
    { name: 'now', label: words.now, color: 'var(--text-3)', ...(isBoth && { strokeDasharray: '5 4' }) },
    ...(isBoth ? [{ name: 'changed', label: words.changed, color: 'var(--accent)' }] : []),
  ]
  return (
    <figure className={classes.chart} aria-labelledby={heading}>
      <figcaption className={classes.name} id={heading}>
        {title}
      </figcaption>
      {note && <p className={settings.hint}>{note}</p>}
      <div aria-hidden="true">
        <Kind
          h={heightPx}
          data={[...points]}
          dataKey="at"
          series={series}
          withDots={false}
          withLegend={isBoth}
          curveType="monotone"
          strokeWidth={2}
          valueFormatter={show}
          gridAxis="x"
          tickLine="none"
          yAxisProps={{ width: 52 }}
          xAxisProps={{ minTickGap: 32 }}
          {...(filled && { fillOpacity: 0.12 })}
        />
      </div>
      <details className={classes.details}>
        <summary>{words.asTable}</summary>
        <div className={classes.scroll}>
          <table className={classes.table} aria-labelledby={heading}>
            <thead>
              <tr>
                <th scope="col">{first}</th>
                <th scope="col" className={classes.figure}>
                  {words.now}
                </th>
                {isBoth && (
                  <th scope="col" className={classes.figure}>
                    {words.changed}
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {points.map(({ at, now, changed }) => (
                <tr key={at}>
                  <th scope="row">{at}</th>
                  <td className={classes.figure}>{now === null ? '–' : show(now)}</td>
                  {isBoth && <td className={classes.figure}>{changed === null ? '–' : show(changed)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}

/** Agents side by side, the busiest first: with hundreds of them still a line that can be read. */
function Load({
  day,
  now,
  changed,
  show,
}: {
  day: Day
  now: Outcome
  changed: Outcome | null
  show: (value: number) => string
}) {
  const words = useWords(whatif)
  const loads = (outcome: Outcome): number[] =>
    outcome.agents
      .filter(({ onDutyMinutes }) => onDutyMinutes > 0)
      .map(({ occupancyPercent }) => occupancyPercent)
      .sort((a, b) => b - a)
  const [before, after] = [loads(now), changed ? loads(changed) : []]
  const points = Array.from(
    { length: Math.max(before.length, after.length) },
    (_, n): Point => ({
      at: String(n + 1),
      now: before[n] ?? null,
      changed: after[n] ?? null,
    }),
  )
  const spread = (changed ?? now).spread
  const note = spread
    ? `${words.loadNote}; ${words.loadSpread(show(spread.least), show(spread.p50), show(spread.most))}`
    : words.loadNote
  if (day.agents.length === 0) return null
  return (
    <Chart
      title={words.loadOver}
      note={note}
      first={words.agent}
      points={points}
      isBoth={changed !== null}
      show={show}
      filled
    />
  )
}
