import { Button } from '@mantine/core'
import { memo, useDeferredValue, useEffect, useRef, useSyncExternalStore } from 'react'
import type { ChannelCard, InteractionCard } from '../../../../contract/cards.ts'
import { sessionEndsAt } from '../../../../modules/conversations/core/session-window.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { clockTime, duration, whenAhead } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { Avatar } from '../../../parts/Avatar.tsx'
import { ChannelMark } from '../../../parts/ChannelMark.tsx'
import { Count } from '../../../parts/Chip.tsx'
import { Ring } from '../../../parts/Ring.tsx'
import { SlaRing } from '../../../parts/SlaRing.tsx'
import { TagChip } from '../../../parts/TagChip.tsx'
import { WindowMark } from '../../../parts/WindowMark.tsx'
import { useNow } from '../../../sync/clock.ts'
import { mine } from '../../../sync/mine.ts'
import { store } from '../../../sync/session.ts'
import { useView } from '../../../sync/use.ts'
import { useDesk } from '../desk-context.ts'
import { useAnswerOffer } from '../offer/useAnswerOffer.ts'
import { useSecondsToAccept } from '../offer/useSecondsToAccept.ts'
import { isPickedFrom, type Tab } from '../order.ts'
import { slaOf } from '../sla.ts'
import { useSnippet } from '../useSnippet.ts'
import { useTake } from '../useTake.ts'
import classes from './list.module.css'

type Props = { card: InteractionCard; tab: Tab; selected: boolean; active: boolean; place: number; of: number }

/** One interaction: who, how long, what was said last, and how much time is left. */
export const Row = memo(function Row({ card, tab, selected, active, place, of }: Props) {
  const { open } = useDesk()
  const { contact } = card.conversation
  const channel = useView((view) => view.channels[card.conversation.channelId])
  const handlers = useExpected(card.conversation.id)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the listbox, which has the focus
    <div
      id={`row-${card.id}`}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-posinset={place}
      aria-setsize={of}
      className={classes.row}
      {...(active && { 'data-active': true })}
      onClick={() => open(card.conversation.id)}
      {...handlers}
    >
      <Avatar
        id={contact.id}
        name={contact.name}
        corner={channel && <ChannelMark kind={channel.kind} name={channel.name} />}
      />
      <div className={classes.lines}>
        <div className={classes.line}>
          <bdi className={classes.name}>{contact.name}</bdi>
          <Clock card={card} />
        </div>
        <Snippet card={card} />
        <Foot card={card} channel={channel} />
        {tab === 'offers' && <Answer card={card} />}
        {tab === 'queue' && <Take card={card} />}
      </div>
    </div>
  )
})

/** A hand that rests on a row for so long is about to press it; one that passes over is not. */
const restMs = 40

/** The thread is asked for while the hand is still on its way down. */
function useExpected(id: InteractionCard['conversation']['id']) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const leave = () => clearTimeout(timer.current)
  useEffect(() => leave, [])
  return {
    onPointerEnter: () => {
      timer.current = setTimeout(() => store.expectThread(id), restMs)
    },
    onPointerLeave: leave,
  }
}

/** Why it is set aside, and when it comes back by itself. */
function ParkedMark({ parked, now }: { parked: NonNullable<InteractionCard['parked']>; now: number }) {
  const words = useWords(deskWords)
  const until = parked.until === null || parked.until <= now ? null : whenAhead(parked.until, now, { locale: locale() })
  return <span className={classes.busy}>{words.parkedShort(parked.reason, until)}</span>
}

function Clock({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const now = useNow()
  const seconds = useSecondsToAccept(card)
  if (card.state === 'wrapping_up' && card.wrapUp) {
    const { endsAt, held, startedAt } = card.wrapUp
    if (held || endsAt === null) return <span className={classes.busy}>{words.wrapUpHeld}</span>
    return (
      <span className={classes.busy}>
        <Ring state="busy" part={(endsAt - now) / Math.max(1, endsAt - startedAt)} />
        {duration(endsAt - now)}
      </span>
    )
  }
  if (card.parked) return <ParkedMark parked={card.parked} now={now} />
  if (card.offer) {
    const leftMs = card.offer.expiresAt - now
    return (
      <span className={classes.busy}>
        <Ring state="busy" part={leftMs / (seconds * 1000)} />
        {duration(leftMs)}
      </span>
    )
  }
  if (card.state === 'waiting')
    return <span className={classes.busy}>{words.waiting(duration(now - card.waitingSince))}</span>
  return <SlaRing sla={slaOf(card, now)} />
}

function Snippet({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const { id, snippetFrom, unread } = card.conversation
  const snippet = useSnippet()(card.conversation.snippet)
  const { drafts } = mine()
  // What is typed is seen in the composer first.
  const draft = useDeferredValue(useSyncExternalStore(drafts.subscribe, () => drafts.read(id, 'reply')))
  return (
    <div className={classes.line}>
      <span className={classes.snippet} {...(unread > 0 && { 'data-unread': true })}>
        {card.state === 'wrapping_up' ? (
          words.wrappingUp
        ) : draft !== '' ? (
          <>
            <b className={classes.draft}>{words.draft}</b> <bdi>{draft}</bdi>
          </>
        ) : snippetFrom === 'us' ? (
          words.youSaid(snippet)
        ) : (
          <bdi>{snippet}</bdi>
        )}
      </span>
      {unread > 0 && (
        <>
          <Count of={unread} strong />
          <span className="only-read">{words.unread(unread)}</span>
        </>
      )}
    </div>
  )
}

function Foot({ card, channel }: { card: InteractionCard; channel: ChannelCard | undefined }) {
  const words = useWords(deskWords)
  const now = useNow()
  const queue = useView((view) => view.queues[card.queueId]?.name ?? '')
  const waits = card.state === 'active' && !card.parked && card.awaitingReplySince !== null
  return (
    <div className={classes.foot}>
      <span className="cut">{queue}</span>
      <Tags ids={card.tagIds} />
      {card.conversation.planned && (
        <span className={classes.planned} data-planned={card.conversation.planned}>
          · {words.plannedMark(card.conversation.planned)}
        </span>
      )}
      {card.preferred && <WaitsFor card={card} preferred={card.preferred} now={now} />}
      {waits && (
        <span className="figures" style={{ whiteSpace: 'nowrap' }}>
          · {words.waiting(duration(now - (card.awaitingReplySince ?? now)))}
        </span>
      )}
      <span className={classes.push}>
        {channel && (
          <WindowMark kind={channel.kind} endsAt={sessionEndsAt(card.conversation.lastInboundAt)} now={now} />
        )}
      </span>
    </div>
  )
}

/** There is room for one of them. */
function Tags({ ids }: { ids: InteractionCard['tagIds'] }) {
  const tag = useView((view) => view.tags[ids[0] ?? ''])
  return tag ? <TagChip tag={tag} more={ids.length - 1} /> : null
}

/** Whom it waits for alone: not longer than they are in the queue. */
function WaitsFor({ card, preferred, now }: { card: InteractionCard; preferred: Preferred; now: number }) {
  const words = useWords(deskWords)
  const agent = useView((view) => view.agents[preferred.agentId])
  if (now >= preferred.until || !agent?.active || !agent.queueIds.includes(card.queueId)) return null
  return <span className="cut">· {words.waitsFor(agent.name, clockTime(preferred.until, { locale: locale() }))}</span>
}

type Preferred = NonNullable<InteractionCard['preferred']>

/** Where agents pick from the list, what waits can be taken without opening it. */
function Take({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const { open } = useDesk()
  const { take, busy } = useTake(card)
  const isPicked = useView((view) => card.state === 'waiting' && isPickedFrom(view.queues[card.queueId]))
  if (!isPicked) return null
  const run = async () => {
    if (await take()) open(card.conversation.id)
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keeps a press on the button from opening the row as well
    // biome-ignore lint/a11y/noStaticElementInteractions: as above
    <div className={classes.answer} onClick={(event) => event.stopPropagation()}>
      <Button
        size="xs"
        loading={busy}
        onClick={() => void run()}
        aria-label={`${words.take}: ${card.conversation.contact.name}`}
      >
        {words.take}
      </Button>
    </div>
  )
}

function Answer({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const common_ = useWords(common)
  const { accept, reject, busy, mayReject } = useAnswerOffer(card)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keeps a press on a button from opening the row as well
    // biome-ignore lint/a11y/noStaticElementInteractions: as above
    <div className={classes.answer} onClick={(event) => event.stopPropagation()}>
      <Button size="xs" disabled={!mayReject || busy} title={mayReject ? '' : words.mayNotReject} onClick={reject}>
        {words.reject}
      </Button>
      <Button
        size="xs"
        variant="filled"
        disabled={busy}
        onClick={accept}
        aria-label={`${words.accept}: ${card.conversation.contact.name}`}
      >
        {busy ? common_.loading : words.accept}
      </Button>
    </div>
  )
}
