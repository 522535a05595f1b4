import { Tooltip } from '@mantine/core'
import { IconSettings } from '@tabler/icons-react'
import { memo } from 'react'
import type { ChannelId, Instant, QueueId } from '../../../contract/ids.ts'
import { type LiveDay, type OpenWork, type QueueLine, queueLines } from '../../../modules/supervision/core/board.ts'
import { type LevelLimits, sharesOf } from '../../../modules/supervision/core/tally.ts'
import { board } from '../../i18n/board.ts'
import { useWords } from '../../i18n/catalogue.ts'
import { duration, number } from '../../i18n/formats.ts'
import { locale } from '../../i18n/language.ts'
import { Chip } from '../../parts/Chip.tsx'
import { useNow } from '../../sync/clock.ts'
import { useMay } from '../../sync/use.ts'
import { AdminLink } from '../admin/shared/AdminLink.tsx'
import { inUnit, unitOf } from '../admin/shared/length.ts'
import classes from './board.module.css'

type Props = {
  open: OpenWork
  day: LiveDay
  channelIds: ReadonlySet<ChannelId> | null
  isShown: (id: QueueId) => boolean
}

/** One tile for each queue: what waits, who is there, and what became of the day. Counted anew each second. */
export function QueueTiles({ open, day, channelIds, isShown }: Props) {
  const now = useNow() as Instant
  const mayManage = useMay('queues.manage')
  return (
    <ul className={classes.tiles}>
      {queueLines(open, day, now, channelIds)
        .filter(({ id }) => isShown(id))
        .map((line) => (
          <Tile
            key={line.id}
            {...line}
            {...line.counts}
            oldestFor={line.oldest === null ? null : duration(now - line.oldest)}
            limits={day.limits.get(line.id)}
            mayManage={mayManage}
          />
        ))}
    </ul>
  )
}

type TileProps = Omit<QueueLine, 'counts' | 'oldest'> &
  QueueLine['counts'] & { oldestFor: string | null; limits: LevelLimits | undefined; mayManage: boolean }

const Tile = memo(
  function Tile(tile: TileProps) {
    const words = useWords(board)
    const figure = (value: number) => number(value, { locale: locale() })
    const shares = sharesOf(tile)
    const percent = (share: number) => `${Math.round(share)} %`
    const { serviceLevelSeconds = 0, abandonAfterSeconds = 0, chatLimitSeconds = 0 } = tile.limits ?? {}
    const within = length(serviceLevelSeconds)
    const inLine = tile.waiting + tile.offered
    const mood = inLine === 0 ? 'good' : tile.ready === 0 ? 'bad' : 'warn'
    return (
      <li className={classes.tile} data-mood={mood}>
        <h3 className={classes.tileName}>
          <bdi>{tile.name}</bdi>
        </h3>
        <div className={classes.marks}>
          <Chip tone={mood}>
            {inLine === 0 ? words.allQuiet : tile.ready === 0 ? words.nobodyReady : words.somebodyWaits(inLine)}
          </Chip>
          {tile.mayManage && (
            <Tooltip label={words.settingsOf(tile.name)}>
              <AdminLink to={`queues/${tile.id}`} className={classes.acts} aria-label={words.settingsOf(tile.name)}>
                <IconSettings size={16} aria-hidden />
              </AdminLink>
            </Tooltip>
          )}
        </div>
        <dl className={classes.figures}>
          <Figure name={words.waiting} value={figure(tile.waiting)} large />
          <Figure name={words.oldest} value={tile.oldestFor ?? '–'} large />
          <Figure name={words.offered} value={figure(tile.offered)} />
          <Figure name={words.active} value={figure(tile.active)} />
          <Figure name={words.members} value={`${tile.ready} · ${tile.free} · ${tile.busy}`} hint={words.membersHint} />
          <Figure
            name={words.serviceLevel}
            value={shares ? percent(shares.answeredInTime) : '–'}
            hint={words.serviceLevelHint(within, length(abandonAfterSeconds))}
          />
          <Figure
            name={words.answered}
            value={figure(tile.answered)}
            hint={shares && words.answeredHint(percent(shares.answeredInTime), percent(shares.answeredLate), within)}
          />
          <Figure
            name={words.abandoned}
            value={shares ? `${figure(tile.abandoned)} · ${percent(shares.churn)}` : figure(tile.abandoned)}
            hint={shares && words.abandonedHint(percent(shares.lostInTime), percent(shares.lostLate), within)}
          />
          <Figure name={words.completed} value={figure(tile.completed)} />
          <Figure
            name={words.tooLong}
            value={words.nowAndToday(figure(tile.overTime), figure(tile.tooLong))}
            hint={words.tooLongHint(length(chatLimitSeconds))}
            {...(tile.overTime > 0 && { tone: 'warn' })}
          />
        </dl>
      </li>
    )
  },
  (a, b) => JSON.stringify(a) === JSON.stringify(b),
)

/** "20 seconds", "1 hour": in the largest unit in which it is whole. */
function length(seconds: number): string {
  const unit = unitOf(seconds)
  const format = { style: 'unit', unit: unit.slice(0, -1), unitDisplay: 'long' } as const
  return new Intl.NumberFormat(locale(), format).format(inUnit(seconds, unit))
}

type FigureProps = { name: string; value: string; hint?: string | null; large?: boolean; tone?: 'warn' }

/** A number with its name. What it means is a tooltip for who points at it or goes there, and said to who listens. */
function Figure({ name, value, hint = null, large = false, tone }: FigureProps) {
  const words = (
    <div
      className={classes.figure}
      {...(large && { 'data-large': true })}
      {...(tone && { 'data-tone': tone })}
      {...(hint !== null && { tabIndex: 0 })}
    >
      <dt>{name}</dt>
      <dd className="figures">{value}</dd>
    </div>
  )
  return hint === null ? (
    words
  ) : (
    <Tooltip label={hint} maw={320}>
      {words}
    </Tooltip>
  )
}
