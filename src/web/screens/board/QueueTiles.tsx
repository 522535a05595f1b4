import { Tooltip } from '@mantine/core'
import { memo } from 'react'
import type { LiveDay, QueueLine } from '../../../modules/supervision/core/board.ts'
import { serviceLevelPercent } from '../../../modules/supervision/core/tally.ts'
import { board } from '../../i18n/board.ts'
import { useWords } from '../../i18n/catalogue.ts'
import { duration, number } from '../../i18n/formats.ts'
import { locale } from '../../i18n/language.ts'
import { Chip } from '../../parts/Chip.tsx'
import classes from './board.module.css'

/** One tile for each queue: what waits, who is there, and what became of the day. */
export function QueueTiles({ lines, day, now }: { lines: readonly QueueLine[]; day: LiveDay; now: number }) {
  return (
    <ul className={classes.tiles}>
      {lines.map((line) => {
        const limits = day.limits.get(line.id)
        return (
          <Tile
            key={line.id}
            {...line}
            {...line.counts}
            oldestFor={line.oldest === null ? null : duration(now - line.oldest)}
            seconds={limits?.serviceLevelSeconds ?? 0}
            lost={limits?.abandonAfterSeconds ?? 0}
          />
        )
      })}
    </ul>
  )
}

type TileProps = Omit<QueueLine, 'counts' | 'oldest'> &
  QueueLine['counts'] & { oldestFor: string | null; seconds: number; lost: number }

const Tile = memo(
  function Tile(tile: TileProps) {
    const words = useWords(board)
    const figure = (value: number) => number(value, { locale: locale() })
    const percent = serviceLevelPercent(tile)
    const inLine = tile.waiting + tile.offered
    const mood = inLine === 0 ? 'good' : tile.ready === 0 ? 'bad' : 'warn'
    return (
      <li className={classes.tile} data-mood={mood}>
        <h3 className={classes.tileName}>
          <bdi>{tile.name}</bdi>
        </h3>
        <Chip tone={mood}>
          {inLine === 0 ? words.allQuiet : tile.ready === 0 ? words.nobodyReady : words.somebodyWaits(inLine)}
        </Chip>
        <dl className={classes.figures}>
          <Figure name={words.waiting} value={figure(tile.waiting)} large />
          <Figure name={words.oldest} value={tile.oldestFor ?? '–'} large />
          <Figure name={words.offered} value={figure(tile.offered)} />
          <Figure name={words.active} value={figure(tile.active)} />
          <Figure name={words.members} value={`${tile.ready} · ${tile.free} · ${tile.busy}`} hint={words.membersHint} />
          <Figure
            name={words.serviceLevel}
            value={percent === null ? '–' : `${Math.round(percent)} %`}
            hint={words.serviceLevelHint(tile.seconds, tile.lost)}
          />
          <Figure name={words.answered} value={figure(tile.answered)} />
          <Figure name={words.abandoned} value={figure(tile.abandoned)} />
        </dl>
      </li>
    )
  },
  (a, b) => JSON.stringify(a) === JSON.stringify(b),
)

function Figure({ name, value, hint, large = false }: { name: string; value: string; hint?: string; large?: boolean }) {
  const words = (
    <div className={classes.figure} {...(large && { 'data-large': true })}>
      <dt>{name}</dt>
      <dd className="figures">{value}</dd>
    </div>
  )
  return hint === undefined ? (
    words
  ) : (
    <Tooltip label={hint} maw={320}>
      {words}
    </Tooltip>
  )
}
