import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCircleCheck,
  IconHourglassEmpty,
  IconLock,
  IconPlayerPause,
  IconRefresh,
  IconRobot,
  IconRoute,
  IconWifi,
} from '@tabler/icons-react'
import type { NoteCard, ThreadLine } from '../../../../contract/cards.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { clockTime, dayName } from '../../../i18n/formats.ts'
import { language, locale } from '../../../i18n/language.ts'
import type { LineWhat, RuleDeed } from '../../../i18n/lines/kinds.ts'
import { lines as lineWords } from '../../../i18n/lines.ts'
import { serverNow } from '../../../sync/clock.ts'
import { useMe, useView } from '../../../sync/use.ts'
import { RichText } from './RichText.tsx'
import { Time } from './Time.tsx'
import classes from './thread.module.css'

export const DayLine = ({ at }: { at: number }) => (
  <div className={classes.day}>{dayName(at, serverNow(), { locale: locale() })}</div>
)

const glyphs = {
  created: IconRoute,
  reopened: IconRefresh,
  assigned: IconArrowForwardUp,
  closed: IconCircleCheck,
  resumed: IconRefresh,
  parked: IconPlayerPause,
  passed: IconArrowForwardUp,
  moved: IconRoute,
  returned: IconArrowBackUp,
} as const satisfies Record<LineWhat, unknown>

/** What happened to the interaction itself. */
export function SystemLine({ line }: { line: ThreadLine }) {
  return line.what === 'ruled' ? <Ruled line={line} /> : <Happened line={line} what={line.what} />
}

function Happened({ line, what }: { line: ThreadLine; what: LineWhat }) {
  const words = useWords(lineWords)
  const all = useWords(deskWords)
  const me = useMe()
  const name = useView((view) => view.agents[line.agentId ?? '']?.name ?? null)
  const more = line.more
  const to = useView((view) =>
    more?.toAgentId ? view.agents[more.toAgentId]?.name : view.queues[more?.queueId ?? '']?.name,
  )
  const actor = line.by === line.agentId ? null : line.by
  const byName = useView((view) => view.agents[actor ?? '']?.name ?? '')
  const Glyph = glyphs[what]
  const by = actor !== null && actor === me.agentId ? all.you : byName
  const you = by === '' ? all.you : words.youAsObject
  const who = line.agentId === me.agentId ? you : name
  const said = { why: more?.why ?? '', to: to ?? '', note: more?.note ?? '', by }
  return (
    <div className={classes.system}>
      <Glyph size={14} aria-hidden className="turns" />
      <span>
        {words.about(what, line.number, who, said)} · <Time at={line.at} />
      </span>
    </div>
  )
}

/** What a rule did by itself: its name, and its jobs in their order. */
function Ruled({ line: { more, number, at } }: { line: ThreadLine }) {
  const words = useWords(lineWords)
  const deeds = (more?.why ?? '').split(' ') as RuleDeed[]
  const did = new Intl.ListFormat(language(), { type: 'conjunction' }).format(deeds.map(words.did))
  return (
    <div className={classes.system}>
      <IconRobot size={14} aria-hidden />
      <span>
        {words.ruled(more?.note ?? '', number, did)} · <Time at={at} />
      </span>
    </div>
  )
}

export function WindowLine({ at }: { at: number }) {
  const words = useWords(deskWords)
  return (
    <div className={classes.system}>
      <IconHourglassEmpty size={14} aria-hidden />
      {words.windowClosedAt(clockTime(at, { locale: locale() }))}
    </div>
  )
}

export function MissedLine({ at }: { at: number }) {
  const words = useWords(deskWords)
  return (
    <div className={classes.missed}>
      <IconWifi size={14} aria-hidden />
      {words.missedFrom(clockTime(at, { locale: locale() }))}
    </div>
  )
}

/** A note among colleagues. Its ground is unlike any message's: nobody shall take it for one. */
export function Note({ note }: { note: NoteCard }) {
  const words = useWords(deskWords)
  const name = useView((view) => view.agents[note.agentId]?.name ?? words.aColleague)
  return (
    <article
      className={classes.note}
      tabIndex={-1}
      aria-label={words.noteBy(name, clockTime(note.at, { locale: locale() }), note.text)}
    >
      <IconLock size={15} aria-hidden />
      <div className={classes.noteText}>
        <div className={classes.noteHead}>
          <b>
            <bdi>{name}</bdi>
          </b>
          <span>{words.noteMark}</span>
          <Time at={note.at} />
        </div>
        <RichText text={note.text} />
      </div>
    </article>
  )
}
