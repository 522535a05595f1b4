import { useNow } from '../../../sync/clock.ts'
import classes from './offer.module.css'

const round = 2 * Math.PI * 21

/** The seconds that are left to accept, in a ring that empties. */
export function OfferRing({ expiresAt, seconds }: { expiresAt: number; seconds: number }) {
  const now = useNow()
  // Our clock ticks once a second, so a new offer may seem to have a second more than it has.
  const left = Math.min(seconds, Math.max(0, Math.ceil((expiresAt - now) / 1000)))
  return (
    <span className={classes.ring}>
      <svg width="48" height="48" viewBox="0 0 48 48" aria-hidden="true">
        <circle className={classes.well} cx="24" cy="24" r="21" />
        <circle
          className={classes.arc}
          cx="24"
          cy="24"
          r="21"
          strokeDasharray={`${round * Math.min(1, left / seconds)} ${round}`}
          transform="rotate(-90 24 24)"
        />
      </svg>
      <span className={classes.seconds}>{left}</span>
    </span>
  )
}
