import type { ClockName, InteractionCard } from '../../../../contract/cards.ts'
import { sessionEndsAt } from '../../../../modules/conversations/core/session-window.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { duration } from '../../../i18n/formats.ts'
import { SlaRing, type SlaState } from '../../../parts/SlaRing.tsx'
import { WindowMark } from '../../../parts/WindowMark.tsx'
import { useNow } from '../../../sync/clock.ts'
import { useView } from '../../../sync/use.ts'
import { backToQueue } from '../back-to-queue.ts'
import { clockState, slaOf } from '../sla.ts'
import classes from './side.module.css'

const others = ['queue_answer', 'first_response', 'solution'] as const satisfies ClockName[]

/** The clocks of this interaction, the response with its bar, and the session window. */
export function Clock({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const now = useNow()
  const channel = useView((view) => view.channels[card.conversation.channelId])
  const back = backToQueue(
    card,
    useView((view) => view.queues[card.queueId]),
  )
  if (!channel || card.state === 'closed') return null
  const sla = slaOf(card, now)
  const { next_response: response } = card.clocks
  return (
    <section className={classes.section} aria-label={words.clocks}>
      <header className={classes.sectionHead}>
        <h2>{words.clocks}</h2>
        {response && <span className="quiet">{words.promised(duration(response.dueAt - response.from))}</span>}
      </header>
      {sla.state !== 'none' && (
        <>
          <div className={classes.clockLine}>
            <span>{words.nextResponse}</span>
            <SlaRing sla={sla} />
          </div>
          <Bar sla={sla} />
        </>
      )}
      {back && (
        <div className={classes.clockLine}>
          <span>{words.backToQueue}</span>
          <SlaRing sla={clockState(back, now)} />
        </div>
      )}
      {others.map((name) => {
        const clock = card.clocks[name]
        return (
          clock && (
            <div key={name} className={classes.clockLine}>
              <span>{words.clockName(name)}</span>
              <SlaRing sla={clockState(clock, now)} />
            </div>
          )
        )
      })}
      {channel.kind === 'whatsapp' && (
        <div className={classes.clockLine}>
          <span>{words.freeText}</span>
          <WindowMark kind={channel.kind} endsAt={sessionEndsAt(card.conversation.lastInboundAt)} now={now} />
        </div>
      )}
    </section>
  )
}

function Bar({ sla }: { sla: SlaState }) {
  const part = sla.state === 'good' || sla.state === 'warn' ? sla.part : sla.state === 'bad' ? 1 : 0
  return (
    <div className={classes.clockBar} aria-hidden="true">
      <i data-state={sla.state} style={{ inlineSize: `${part * 100}%` }} />
    </div>
  )
}
