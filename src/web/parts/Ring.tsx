import classes from './ring.module.css'

export type RingState = 'good' | 'warn' | 'bad' | 'busy' | 'idle'

/**
 * A ring that empties clockwise. The shape tells the state as well as the colour: plain arc, arc with a bar in it,
 * filled disc with a mark. Words always stand beside it, so it is silent for screen readers.
 */
export function Ring({ state, part, size = 16 }: { state: RingState; part: number; size?: number }) {
  const round = 2 * Math.PI * 7.5
  return (
    <svg
      className={`${classes.ring} ${classes[state]}`}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      aria-hidden="true"
    >
      {state === 'bad' ? (
        <>
          <circle className={classes.disc} cx="10" cy="10" r="9" />
          <path className={classes.onDisc} d="M10 5.2v5.6M10 13.6v1.2" />
        </>
      ) : (
        <>
          <circle className={classes.well} cx="10" cy="10" r="7.5" />
          {part > 0 && (
            <circle
              className={classes.arc}
              cx="10"
              cy="10"
              r="7.5"
              strokeDasharray={`${round * Math.min(1, part)} ${round}`}
              transform="rotate(-90 10 10)"
            />
          )}
          {state === 'warn' && <path className={classes.bar} d="M10 6.4v4M10 12.8v.6" />}
        </>
      )}
    </svg>
  )
}
