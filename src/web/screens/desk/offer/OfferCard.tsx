import { Button } from '@mantine/core'
import { IconClock } from '@tabler/icons-react'
import { lazy, Suspense, useEffect } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { duration } from '../../../i18n/formats.ts'
import { ChannelMark } from '../../../parts/ChannelMark.tsx'
import { Chip } from '../../../parts/Chip.tsx'
import { KeyHint } from '../../../parts/KeyHint.tsx'
import { announce } from '../../../shell/announce.ts'
import { useNow } from '../../../sync/clock.ts'
import { useView } from '../../../sync/use.ts'
import { useDesk } from '../desk-context.ts'
import { useSnippet } from '../useSnippet.ts'
import { OfferRecord } from './OfferRecord.tsx'
import { OfferRing } from './OfferRing.tsx'
import classes from './offer.module.css'
import { useAnswerOffer } from './useAnswerOffer.ts'
import { useSecondsToAccept } from './useSecondsToAccept.ts'

const RejectReasons = lazy(() => import('./RejectReasons.tsx').then((module) => ({ default: module.RejectReasons })))

/** "Take this?": who, where from, how long they wait, what they wrote, what is known, and what a no will do. */
export function OfferCard({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const { width } = useDesk()
  const channel = useView((view) => view.channels[card.conversation.channelId])
  const queue = useView((view) => view.queues[card.queueId])
  const { contact } = card.conversation
  const snippet = useSnippet()(card.conversation.snippet)
  const seconds = useSecondsToAccept(card)
  const others = (card.offer?.agentIds.length ?? 1) - 1
  const title = (
    <div className={classes.head}>
      <OfferRing expiresAt={card.offer?.expiresAt ?? card.transfer?.endsAt ?? 0} seconds={seconds} />
      <div className={classes.who}>
        <span className="quiet">{width === 'phone' ? (queue?.name ?? '') : words.acceptWithin(seconds)}</span>
        <span className={classes.name}>
          <bdi>{contact.name}</bdi>
          {channel && width !== 'phone' && (
            <Chip>
              <ChannelMark kind={channel.kind} name={channel.name} size={12} />
              {channel.name}
            </Chip>
          )}
        </span>
      </div>
    </div>
  )
  if (width === 'phone')
    return (
      <article className={classes.bar} data-offer aria-label={words.offerFrom(contact.name)}>
        {title}
        <Answer card={card} />
      </article>
    )
  return (
    <article className={classes.card} data-offer aria-label={words.offerFrom(contact.name)}>
      {title}
      <div className={classes.body}>
        <div className={classes.chips}>
          {queue && <Chip>{words.queueNamed(queue.name)}</Chip>}
          <Waited since={card.waitingSince} />
          {others > 0 && <Chip>{words.alsoAsked(others)}</Chip>}
        </div>
        <PassedBy card={card} />
        {snippet !== '' && (
          <p className={classes.message} dir="auto">
            {snippet}
          </p>
        )}
        <OfferRecord card={card} />
        <Answer card={card} />
        <Consequence card={card} />
      </div>
    </article>
  )
}

/** Who passes it on, and with which words. A question is said: it has no seconds of which that is told. */
function PassedBy({ card: { transfer, offer } }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const name = useView((view) => view.agents[transfer?.fromAgentId ?? '']?.name ?? words.aColleague)
  const said = transfer && words.passedToYou(transfer.mode, name, transfer.note)
  const question = offer ? null : said
  useEffect(() => {
    if (question) announce(question, 'assertive')
  }, [question])
  return said && <p className={classes.consequence}>{said}</p>
}

/** From here on a wait is said in warn colours. */
const longWaitMs = 60_000

function Waited({ since }: { since: number }) {
  const words = useWords(deskWords)
  const waitedMs = useNow() - since
  return (
    <Chip tone={waitedMs > longWaitMs ? 'warn' : 'plain'}>
      <IconClock size={12} aria-hidden />
      <span className="figures">{words.waited(duration(waitedMs))}</span>
    </Chip>
  )
}

function Answer({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const { width } = useDesk()
  const { accept, reject, rejectFor, busy, mayReject } = useAnswerOffer(card)
  const hints = width !== 'phone'
  return (
    <div className={classes.answer}>
      <Button
        size="lg"
        className={classes.reject ?? ''}
        disabled={busy || !mayReject}
        onClick={reject}
        rightSection={hints && <KeyHint keys="Alt+KeyR" />}
      >
        {words.reject}
      </Button>
      {mayReject && card.offer && (
        <Suspense>
          <RejectReasons busy={busy} onReject={rejectFor} />
        </Suspense>
      )}
      <Button
        size="lg"
        variant="filled"
        className={classes.accept ?? ''}
        disabled={busy}
        data-accept
        onClick={accept}
        rightSection={hints && <KeyHint keys="Alt+KeyA" />}
      >
        {words.accept}
      </Button>
    </div>
  )
}

function Consequence({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const queue = useView((view) => view.queues[card.queueId])
  const { mayReject } = useAnswerOffer(card)
  if (!queue) return null
  const rejecting = mayReject ? words.rejectDoes(queue.onReject) : words.mayNotReject
  const text =
    queue.onReject === queue.onTimeout && mayReject
      ? words.bothDo(queue.onReject)
      : `${rejecting} ${words.missDoes(queue.onTimeout)}`
  return <p className={classes.consequence}>{text}</p>
}
