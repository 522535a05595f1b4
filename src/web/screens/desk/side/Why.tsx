import { useQuery } from '@tanstack/react-query'
import type { InteractionCard, StrategyName } from '../../../../contract/cards.ts'
import { explainRouting, type RoutingStep } from '../../../../contract/operations/explanation.ts'
import { listReasons } from '../../../../contract/operations/presence.ts'
import type { Considered, Why as Reasons } from '../../../../contract/why.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { clockTime, duration } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { why as whyWords } from '../../../i18n/why.ts'
import { asked, useAsked, useView } from '../../../sync/use.ts'
import classes from './side.module.css'

/** How an interaction came to whoever has it, latest first, each pick with who was considered and what decided. */
export function Why({ card }: { card: InteractionCard }) {
  const words = useWords(whyWords)
  // Whatever changes whose it is changes this number: then it is asked again, and what was shown stays meanwhile.
  const moment = (card.offer?.expiresAt ?? 0) + (card.offer?.agentIds.length ?? 0) + (card.acceptedAt ?? 0)
  const { data, error } = useQuery({
    ...asked(explainRouting, { interactionId: card.id }, moment),
    placeholderData: (before) => before,
  })
  if (error) return <p>{sentenceOf(error.refusal)}</p>
  if (!data) return null
  if (data.steps.length === 0) return <p className="quiet">{words.none}</p>
  return (
    <ol className={classes.steps}>
      {data.steps.toReversed().map((step) => (
        <Step key={`${step.at} ${step.what} ${step.agentIds.join()}`} step={step} />
      ))}
    </ol>
  )
}

function Step({ step }: { step: RoutingStep }) {
  const text = useSentence(step)
  return (
    <li>
      <span className="quiet figures">{clockTime(step.at, { locale: locale() })}</span>
      <div>
        <b>
          <bdi>{text}</bdi>
        </b>
        {(step.what === 'offered' || step.what === 'given') && step.why && <Because why={step.why} at={step.at} />}
      </div>
    </li>
  )
}

/** What happened, in one sentence. */
function useSentence(step: RoutingStep): string {
  const words = useWords(whyWords)
  const names = useNames()
  const queues = useView((view) => view.queues)
  const reasons = useAsked(listReasons, {}, { catalog: 'reasons' }).data?.reasons
  const who = names(step.agentIds)
  switch (step.what) {
    case 'assigned':
      return words.assigned(who, names([step.by]))
    case 'passed':
      return words.passedTo(who, names([step.to]))
    case 'moved':
      return words.moved(step.why, who, step.by === null ? '' : names([step.by]), queues[step.queueId]?.name ?? '–')
    case 'rejected': {
      const reason = reasons?.find(({ id }) => id === step.reasonId)?.name
      return reason === undefined ? words.rejected(who) : words.rejectedFor(who, reason)
    }
    default:
      return words[step.what](who)
  }
}

function Because({ why, at }: { why: Reasons; at: number }) {
  const words = useWords(whyWords)
  const names = useNames()
  const say = useConsidered(why.strategy, at)
  const more = (count: number, shown: number) => (count > shown ? [words.more(count - shown)] : [])
  const rest = [
    { name: words.next, texts: why.next.map(say) },
    {
      name: words.full,
      texts: [
        ...why.full.first.map(({ agentId, load, capacity }) => `${names([agentId])} (${words.holds(load, capacity)})`),
        ...more(why.full.count, why.full.first.length),
      ],
    },
    {
      name: words.busy,
      texts: [
        ...why.busy.first.map((one) => `${names([one.agentId])} (${words.doing(one.onCall === true, one.load)})`),
        ...more(why.busy.count, why.busy.first.length),
      ],
    },
    {
      name: words.passed,
      texts: [
        ...why.passedOver.first.map((id) => names([id])),
        ...more(why.passedOver.count, why.passedOver.first.length),
      ],
    },
  ].filter(({ texts }) => texts.length > 0)
  return (
    <>
      <p className="quiet">{why.preferred ? words.preferred : words.by(why.strategy)}</p>
      {why.eligible !== 'with_room' && <p className="quiet">{words.asksWhom(why.eligible)}</p>}
      {[...why.chosen.first.map(say), ...more(why.chosen.count, why.chosen.first.length)].map((text) => (
        <p key={text}>{text}</p>
      ))}
      {rest.map(({ name, texts }) => (
        <p key={name} className="quiet">
          {name}: {texts.join('; ')}
        </p>
      ))}
      {why.newRound && <p className="quiet">{words.newRound}</p>}
    </>
  )
}

/** An agent with what this strategy compares: "Ines: level 2, holds 1 of 3, idle 4:12". */
function useConsidered(strategy: StrategyName, at: number): (one: Considered) => string {
  const words = useWords(whyWords)
  const names = useNames()
  return ({ agentId, level, penalty, lastTookAt, load, capacity, idleSince }) => {
    const own: Partial<Record<StrategyName, string>> = {
      proficiency: words.level(level),
      weighted_random: words.penalty(penalty),
      least_recent: lastTookAt === null ? words.tookNone : words.tookOne(duration(at - lastTookAt)),
    }
    const parts = [own[strategy] ?? [], words.holds(load, capacity), words.idle(duration(Math.max(0, at - idleSince)))]
    return `${names([agentId])}: ${parts.flat().join(', ')}`
  }
}

function useNames(): (ids: readonly string[]) => string {
  const agents = useView((view) => view.agents)
  const list = new Intl.ListFormat(locale(), { type: 'conjunction' })
  return (ids) => list.format(ids.map((id) => agents[id]?.name ?? '–'))
}
