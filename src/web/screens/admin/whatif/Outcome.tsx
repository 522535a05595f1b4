import { Button, NumberInput, Progress } from '@mantine/core'
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { memo, useId } from 'react'
import { maxSeeds } from '../../../../contract/day.ts'
import type { Comparison, Figure, Measure, Outcome as Played } from '../../../../modules/whatif/core/compare.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { whatif } from '../../../i18n/whatif.ts'
import { Callout } from '../../../parts/Callout.tsx'
import settings from '../shared/settings.module.css'
import { Charts } from './Charts.tsx'
import { Erlang } from './Erlang.tsx'
import { length, useFormats } from './formats.ts'
import { QueueTable } from './QueueTable.tsx'
import type { Playing } from './usePlay.ts'
import classes from './whatif.module.css'

type Props = { play: Playing; seeds: number; onSeeds: (seeds: number) => void }

/** What comes of the day as it is and as it would be: figures, charts, each queue, and what Erlang-A says. */
export function Outcome({ play, seeds, onSeeds }: Props) {
  const words = useWords(whatif)
  const heading = useId()
  const { last } = play
  return (
    <section className={classes.right} aria-labelledby={heading} aria-busy={play.state === 'playing'}>
      <header className={classes.outcomeHead}>
        <h2 className={classes.name} id={heading}>
          {words.result}
        </h2>
        <NumberInput
          className={classes.seeds}
          label={words.plays}
          description={words.playsNote}
          min={1}
          max={maxSeeds}
          allowDecimal={false}
          value={seeds}
          onChange={(value) => {
            if (typeof value === 'number' && value >= 1 && value <= maxSeeds) onSeeds(value)
          }}
        />
      </header>
      <Progressing play={play} />
      {last && (
        <div className={classes.results} data-stale={play.state === 'playing' || undefined}>
          <Results last={last} />
        </div>
      )}
    </section>
  )
}

/** Drawn when a play ends, and not with each step of the next one. */
const Results = memo(function Results({ last: { asked, comparison } }: { last: NonNullable<Playing['last']> }) {
  return (
    <>
      <Tiles comparison={comparison} />
      <Charts day={asked.changed ?? asked.now} comparison={comparison} />
      <QueueTable day={asked.now} comparison={comparison} />
      <Erlang comparison={comparison} />
    </>
  )
})

/** The line keeps its place, so that nothing jumps when a play ends. */
function Progressing({ play: { state, share, cancel, again } }: { play: Playing }) {
  const words = useWords(whatif)
  const percent = Math.round(share * 100)
  return (
    <div className={classes.progress}>
      {state === 'playing' && (
        <>
          <Progress className={classes.bar} value={percent} aria-label={words.playing(percent)} />
          <Button onClick={cancel} leftSection={<IconPlayerStop size={16} aria-hidden />}>
            {words.cancel}
          </Button>
        </>
      )}
      {(state === 'cancelled' || state === 'failed') && (
        <Callout
          tone={state === 'failed' ? 'bad' : 'warn'}
          action={
            <Button onClick={again} leftSection={<IconPlayerPlay size={16} aria-hidden />}>
              {words.again}
            </Button>
          }
        >
          {state === 'failed' ? words.failed : words.cancelled}
        </Callout>
      )}
      <span role="status" className={settings.hint}>
        {state === 'done' && words.finished}
      </span>
    </div>
  )
}

type Tile = {
  name: string
  hint?: string
  of: (day: Played) => Measure | null
  show: (value: number) => string
  up: 'good' | 'bad' | null
  /** Only told when it happens. */
  rare?: true
}

function useTiles(): Tile[] {
  const words = useWords(whatif)
  const { whole, percent } = useFormats()
  const figure = (name: Figure) => (day: Played) => day.all[name]
  return [
    { name: words.inTime, hint: words.inTimeHint, of: figure('serviceLevelPercent'), show: percent, up: 'good' },
    { name: words.waitMean, of: figure('waitMean'), show: length, up: 'bad' },
    { name: words.waitMedian, of: figure('waitP50'), show: length, up: 'bad' },
    { name: words.waitMost, of: figure('waitP90'), show: length, up: 'bad' },
    { name: words.waitNearlyAll, of: figure('waitP99'), show: length, up: 'bad' },
    { name: words.gaveUp, of: figure('abandonedPercent'), show: percent, up: 'bad' },
    { name: words.turnedAway, of: figure('turnedAwayPercent'), show: percent, up: 'bad', rare: true },
    { name: words.sentOn, hint: words.sentOnHint, of: figure('sentOn'), show: whole, up: null, rare: true },
    { name: words.toldAndStayed, of: figure('toldAndStayed'), show: whole, up: null, rare: true },
    { name: words.longest, of: figure('longestQueue'), show: whole, up: 'bad' },
    { name: words.occupied, of: ({ occupancyPercent }) => occupancyPercent, show: percent, up: null },
    { name: words.wrote, of: figure('arrived'), show: whole, up: null },
    { name: words.answered, of: figure('answered'), show: whole, up: null },
    { name: words.stillWaiting, of: figure('waiting'), show: whole, up: 'bad', rare: true },
    { name: words.toldClosed, of: figure('closed'), show: whole, up: null, rare: true },
  ]
}

/** What is zero in both days is not worth a tile, if it is rare. */
function Tiles({ comparison: { now, changed, seeds } }: { comparison: Comparison }) {
  const words = useWords(whatif)
  const tiles = useTiles().filter(({ rare = false, of }) => !rare || of(now)?.mean || (changed && of(changed)?.mean))
  return (
    <ul className={classes.tiles}>
      {tiles.map(({ name, hint, of, show, up }) => {
        const [before, after] = [of(now), changed ? of(changed) : null]
        const shown = changed ? after : before
        return (
          <li key={name} className={classes.tile}>
            <h3 className={classes.tileName}>{name}</h3>
            <p className={classes.tileValue}>{shown ? show(shown.mean) : '–'}</p>
            {changed && (
              <p className={classes.tileNow}>
                {words.now}: {before ? show(before.mean) : '–'}
                <Difference before={before} after={after} show={show} up={up} />
              </p>
            )}
            {seeds > 1 && shown && show(shown.most) !== show(shown.least) && (
              <p className={settings.hint}>{words.between(show(shown.least), show(shown.most))}</p>
            )}
            {hint && <p className={settings.hint}>{hint}</p>}
          </li>
        )
      })}
    </ul>
  )
}

/** By how much, and whether that is better: in a word too, not by colour alone. */
function Difference({
  before,
  after,
  show,
  up,
}: { before: Measure | null; after: Measure | null } & Pick<Tile, 'show' | 'up'>) {
  const words = useWords(whatif)
  if (!before || !after) return null
  const by = after.mean - before.mean
  const size = show(Math.abs(by))
  if (size === show(0)) return <span className={classes.difference}>{words.same}</span>
  const isGood = up === null ? null : by > 0 === (up === 'good')
  return (
    <span className={classes.difference} data-good={isGood ?? undefined}>
      {by > 0 ? '+' : '−'}
      {size}
      {isGood !== null && ` ${isGood ? words.better : words.worse}`}
    </span>
  )
}
