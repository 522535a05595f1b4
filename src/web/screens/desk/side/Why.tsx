import { useQuery } from '@tanstack/react-query'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { explainRouting, type RoutingStep } from '../../../../contract/operations/explanation.ts'
import { listReasons } from '../../../../contract/operations/presence.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { clockTime } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { why as whyWords } from '../../../i18n/why.ts'
import { Because, useNames } from '../../../parts/Because.tsx'
import { Loading } from '../../../parts/Loading.tsx'
import { asked, useAsked, useView } from '../../../sync/use.ts'
import classes from './side.module.css'

/** How an interaction came to whoever has it, latest first, each pick with who was considered and what decided. */
export function Why({ card }: { card: InteractionCard }) {
  const words = useWords(whyWords)
  // Whatever moves it on changes this: then it is asked again, and what was shown stays meanwhile.
  const { state, queueId, agentId, acceptedAt, offer, transfer } = card
  const moment = JSON.stringify([state, queueId, agentId, acceptedAt, offer, transfer])
  const { data, error } = useQuery({
    ...asked(explainRouting, { interactionId: card.id }, moment),
    placeholderData: (before) => before,
    // The same moment may come back, with more behind it.
    staleTime: 0,
  })
  if (error) return <p>{sentenceOf(error.refusal)}</p>
  if (!data) return <Loading />
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
