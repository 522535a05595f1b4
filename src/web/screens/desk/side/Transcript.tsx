import type { InteractionId } from '../../../../contract/ids.ts'
import { getInteraction } from '../../../../contract/operations/conversations.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { finishing } from '../../../i18n/finishing.ts'
import { exactTime } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { Loading } from '../../../parts/Loading.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { Refused, useAsked } from '../../../sync/use.ts'
import { Time } from '../thread/Time.tsx'
import classes from './side.module.css'

/** What was said in one interaction, with its times and its outcome. */
export function Transcript({ interactionId }: { interactionId: InteractionId }) {
  const words = useWords(deskWords)
  const ending = useWords(finishing)
  const asked = useAsked(getInteraction, { interactionId })
  if (asked.error instanceof Refused)
    return <Trouble refusal={asked.error.refusal} again={() => void asked.refetch()} />
  if (!asked.data) return <Loading lines={2} />
  const { initiatedAt, acceptedAt, terminatedAt, agentName, dispositionName, fields, satisfaction, transcript } =
    asked.data
  const region = { locale: locale() }
  const facts: [string, string | null][] = [
    [words.initiated, exactTime(initiatedAt, region)],
    [words.acceptedAt, acceptedAt && exactTime(acceptedAt, region)],
    [words.terminated, terminatedAt && exactTime(terminatedAt, region)],
    [words.handledBy, agentName],
    [words.disposition, dispositionName],
    ...fields.map(({ name, value }): [string, string] => [
      name,
      typeof value === 'boolean' ? (value ? ending.yes : ending.no) : String(value),
    ]),
    [
      ending.satisfaction,
      satisfaction &&
        (satisfaction.answer ? (satisfaction.answers[satisfaction.answer.place] ?? null) : ending.notAnswered),
    ],
  ]
  return (
    <div className={classes.transcript}>
      <dl className={classes.facts}>
        {facts.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      <ol className={classes.entries}>
        {transcript.map((entry, index) => (
          <li key={index} data-kind={entry.kind}>
            <span className={classes.entryHead}>
              <b>
                <bdi>{entry.from}</bdi>
              </b>
              <Time at={entry.at} />
            </span>
            <span dir="auto" className={classes.entryText}>
              {entry.text}
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}
