import { useId } from 'react'
import type { Day } from '../../../../contract/day.ts'
import type { Comparison, FigureMeasures } from '../../../../modules/whatif/core/compare.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { whatif } from '../../../i18n/whatif.ts'
import { length, useFormats } from './formats.ts'
import classes from './whatif.module.css'

/** Queue by queue: now, changed, and the estimate of the formula for what is shown. */
export function QueueTable({ day, comparison: { now, changed } }: { day: Day; comparison: Comparison }) {
  const words = useWords(whatif)
  const { whole, percent } = useFormats()
  const heading = useId()
  const both = changed ? [now, changed] : [now]
  const shown = changed ?? now
  const columns: { name: string; show: (of: FigureMeasures) => string }[] = [
    { name: words.inTime, show: (of) => (of.serviceLevelPercent ? percent(of.serviceLevelPercent.mean) : '–') },
    { name: words.waitMean, show: (of) => (of.waitMean ? length(of.waitMean.mean) : '–') },
    { name: words.gaveUp, show: (of) => (of.abandonedPercent ? percent(of.abandonedPercent.mean) : '–') },
    ...(both.some(({ all }) => all.turnedAway?.mean)
      ? [
          {
            name: words.turnedAway,
            show: (of: FigureMeasures) => (of.turnedAwayPercent ? percent(of.turnedAwayPercent.mean) : '–'),
          },
        ]
      : []),
  ]
  return (
    <section className={classes.card} aria-labelledby={heading}>
      <h3 className={classes.name} id={heading}>
        {words.byQueue}
      </h3>
      <div className={classes.scroll}>
        <table className={classes.table} aria-labelledby={heading}>
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                {words.queue}
              </th>
              <th scope="col" rowSpan={2} className={classes.figure}>
                {words.wrote}
              </th>
              {columns.map(({ name }) => (
                <th key={name} scope="colgroup" colSpan={both.length} className={classes.figure}>
                  {name}
                </th>
              ))}
              <th scope="col" rowSpan={2} className={classes.figure}>
                {words.erlang}
              </th>
            </tr>
            <tr>
              {columns.flatMap(({ name }) =>
                both.map((_, at) => (
                  <th key={`${name} ${at === 0 ? 'now' : 'changed'}`} scope="col" className={classes.figure}>
                    {at === 0 ? words.now : words.changed}
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {day.queues.map(({ id, name }, row) => {
              const said = shown.estimates[row]?.serviceLevelPercent ?? null
              const wrote = shown.queues[row]?.arrived
              return (
                <tr key={id}>
                  <th scope="row">
                    <bdi>{name}</bdi>
                  </th>
                  <td className={classes.figure}>{wrote ? whole(wrote.mean) : '–'}</td>
                  {columns.flatMap((column) =>
                    both.map((of, at) => {
                      const figures = of.queues[row]
                      return (
                        <td key={`${column.name} ${at === 0 ? 'now' : 'changed'}`} className={classes.figure}>
                          {figures ? column.show(figures) : '–'}
                        </td>
                      )
                    }),
                  )}
                  <td className={classes.figure}>{said === null ? '–' : percent(said)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </section>
  )
}
