import { memo, useEffect, useRef, useState } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { announce } from '../../../shell/announce.ts'
import { useShortcut } from '../../../shell/shortcuts.ts'
import { serverNow } from '../../../sync/clock.ts'
import { useMade, useSync, useView } from '../../../sync/use.ts'
import { useDesk, useOpenId } from '../desk-context.ts'
import { cardsOf, inOrder } from '../order.ts'
import { answeredByMe } from './answered.ts'
import { Missed } from './Missed.tsx'
import { OfferCard } from './OfferCard.tsx'
import { Outrun } from './Outrun.tsx'
import classes from './offer.module.css'
import { useAnswerOffer } from './useAnswerOffer.ts'

/** More than this many cards would hide the conversation; the Offers tab lists them all. */
const maxStacked = 3

/**
 * Offers stacked over the conversation, the one that lapses first on top; on a telephone one bar, above the list too.
 * They never take the focus.
 */
export const Offers = memo(function Offers() {
  const words = useWords(deskWords)
  const { width, tab, setTab } = useDesk()
  const openId = useOpenId()
  const offers = inOrder(
    useMade((view) => cardsOf(view, 'offers')),
    'offers',
    'received',
  )
  const missed = useMissed(offers)
  const [first] = offers
  const inList = width === 'phone' && openId === null
  // The list may be showing them already.
  const most = width !== 'phone' ? maxStacked : inList && tab === 'offers' ? 0 : 1
  return (
    <section
      className={classes.stack}
      data-width={width}
      {...(inList && { 'data-in-list': true })}
      aria-label={words.offers}
    >
      {first && <TopOfferKeys card={first} />}
      {offers.slice(0, most).map((card) => (
        <OfferCard key={card.offer?.id ?? card.transfer?.id} card={card} />
      ))}
      {offers.length > maxStacked && (
        <button type="button" className={classes.more} onClick={() => setTab('offers')}>
          {words.moreOffers(offers.length - maxStacked)}
        </button>
      )}
      <Outrun />
      {missed.name !== null && <Missed name={missed.name} onClose={missed.forget} />}
    </section>
  )
})

function TopOfferKeys({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const queue = useView((view) => view.queues[card.queueId])
  const { accept, reject } = useAnswerOffer(card)
  useShortcut({ keys: 'Alt+KeyA', name: words.acceptTop, run: accept })
  useShortcut({ keys: 'Alt+KeyR', name: words.rejectTop, run: reject })
  useShortcut({
    keys: 'Alt+KeyO',
    name: words.focusOffer,
    run: () => document.querySelector<HTMLElement>('[data-offer] button[data-accept]')?.focus(),
  })
  useAnnounced(card, queue?.name ?? '')
  return null
}

/** Said when it comes, and again at 10 and 5 seconds: never each second, nor with each word that is written meanwhile. */
function useAnnounced(card: InteractionCard, queueName: string): void {
  const words = useWords(deskWords)
  const name = card.conversation.contact.name
  // The offer itself is another object with each line about its card.
  const expiresAt = card.offer?.expiresAt
  useEffect(() => {
    if (!expiresAt) return
    const leftMs = expiresAt - serverNow()
    const say = (seconds: number) => announce(words.offerAnnounced(name, queueName, seconds), 'assertive')
    say(Math.round(leftMs / 1000))
    const timers = [10, 5]
      .filter((seconds) => leftMs > (seconds + 1) * 1000)
      .map((seconds) => setTimeout(() => say(seconds), leftMs - seconds * 1000))
    return () => timers.forEach(clearTimeout)
  }, [expiresAt, name, queueName, words])
}

/** An offer that went without my answer, and the presence that followed from it. */
function useMissed(offers: readonly InteractionCard[]) {
  const before = useRef<readonly InteractionCard[]>([])
  const [missed, setMissed] = useState<string | null>(null)
  const interactions = useView((view) => view.interactions)
  const me = useView((view) => view.me.agentId)
  const presence = useView((view) => view.agents[view.me.agentId]?.presence)
  const notResponding = presence?.notResponding === true
  const outrun = useSync((state) => state.outrun)
  const back = presence?.state === 'available' && !presence.notResponding && !presence.stopNew
  useEffect(() => {
    const gone = before.current.find((card) => !offers.some((offer) => offer.offer?.id === card.offer?.id))
    before.current = offers
    if (!gone?.offer || answeredByMe.has(gone.offer.id) || interactions[gone.id]?.agentId === me) return
    if (outrun.some(({ interactionId }) => interactionId === gone.id)) return
    // The server's word counts before our clock, which hears of a leap of the server's a moment later.
    const lapsed = notResponding || gone.offer.expiresAt <= serverNow() + clockSlackMs
    if (lapsed) setMissed(gone.conversation.contact.name)
  }, [offers, interactions, me, notResponding, outrun])
  useEffect(() => {
    if (back) setMissed(null)
  }, [back])
  return { name: missed, forget: () => setMissed(null) }
}

/** The server's sweep and our clock may differ by this much about when an offer ended. */
const clockSlackMs = 3_000
