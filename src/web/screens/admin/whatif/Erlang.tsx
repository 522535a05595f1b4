import { useId } from 'react'
import type { Comparison } from '../../../../modules/whatif/core/compare.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { whatif } from '../../../i18n/whatif.ts'
import { useFormats } from './formats.ts'
import classes from './whatif.module.css'

/** What the usual formula says beside the day as played, and in plain words why the two differ. */
export function Erlang({ comparison: { now, changed } }: { comparison: Comparison }) {
  const words = useWords(whatif)
  const { percent } = useFormats()
  const heading = useId()
  const shown = changed ?? now
  const { serviceLevelPercent } = shown.estimate
  const played = shown.all.serviceLevelPercent
  return (
    <section className={classes.card} aria-labelledby={heading}>
      <h3 className={classes.name} id={heading}>
        {words.erlangTitle}
      </h3>
      <p className={classes.text}>
        {serviceLevelPercent === null || !played
          ? words.erlangNothing
          : words.erlangText(percent(serviceLevelPercent), percent(played.mean))}
      </p>
      <p className={classes.text}>{shown.differences.length === 0 ? words.erlangSame : words.erlangWhy}</p>
      <ul className={classes.text}>
        {shown.differences.map((difference) => (
          <li key={difference}>{words.differs(difference)}</li>
        ))}
      </ul>
    </section>
  )
}
