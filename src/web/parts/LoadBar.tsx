import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import classes from './marks.module.css'

/** Above this many places one bar each says nothing any more; the number does. */
const maxBars = 12

/** One small bar per place, filled when held; the number beside it. */
export function LoadBar({ held, places }: { held: number; places: number }) {
  const words = useWords(common)
  if (places === 0 && held === 0) return null
  return (
    <span style={{ display: 'grid', justifyItems: 'end', gap: 3 }}>
      <span className="figures quiet" style={{ fontSize: 11 }}>
        {words.held(held, places)}
      </span>
      {places <= maxBars && (
        <span className={classes.load} aria-hidden="true">
          {Array.from({ length: Math.max(places, held) }, (_, place) => (
            <i key={place} {...(place < held && { 'data-held': true })} />
          ))}
        </span>
      )}
    </span>
  )
}
