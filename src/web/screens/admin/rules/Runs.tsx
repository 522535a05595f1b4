import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import {
  listRuleRuns,
  maxRunsShown,
  type Rule,
  type RuleRun,
  type RunOutcome,
} from '../../../../contract/operations/rules.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { rules as ruleWords } from '../../../i18n/rules.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { Chip, type Tone } from '../../../parts/Chip.tsx'
import { Section } from '../../../parts/Page.tsx'
import { useAsked } from '../../../sync/use.ts'
import { Asked } from '../shared/Asked.tsx'
import classes from '../shared/settings.module.css'
import { Time } from '../shared/Time.tsx'
import ruleClasses from './rules.module.css'

/** What became of the last runs of a rule, and those still to come. */
export function Runs({ rule }: { rule: Rule | null }) {
  const words = useWords(ruleWords)
  if (!rule)
    return (
      <Section title={words.runs}>
        <p className={classes.hint}>{words.noRunsNew}</p>
      </Section>
    )
  return <Listed rule={rule} />
}

function Listed({ rule }: { rule: Rule }) {
  const words = useWords(ruleWords)
  const query = useAsked(listRuleRuns, { id: rule.id })
  return (
    <Section
      title={words.runs}
      note={words.runsNote(maxRunsShown)}
      aside={
        <Button size="xs" loading={query.isFetching} onClick={() => void query.refetch()}>
          {words.lookAgain}
        </Button>
      }
    >
      <Asked query={query} lines={3}>
        {({ runs }) =>
          runs.length === 0 ? (
            <p className={classes.hint}>{words.noRuns}</p>
          ) : (
            <ol className={ruleClasses.runs} aria-label={words.runs}>
              {runs.map((run) => (
                <OneRun key={run.id} run={run} jobs={rule.jobs} />
              ))}
            </ol>
          )
        }
      </Asked>
    </Section>
  )
}

function OneRun({ run, jobs }: { run: RuleRun; jobs: Rule['jobs'] }) {
  const { number, contactName, conversationId, dueAt, endedAt, outcome } = run
  const words = useWords(ruleWords)
  const why = outcome && whyOf(outcome, jobs, words)
  return (
    <li className={ruleClasses.run}>
      <Outcome outcome={outcome} />
      <Link to="/desk/$conversationId" params={{ conversationId }} className={ruleClasses.who}>
        #{number} <bdi>{contactName}</bdi>
      </Link>
      <span className={ruleClasses.at}>
        {endedAt === null ? <Time at={dueAt} say={words.runAt} /> : <Time at={endedAt} />}
      </span>
      {why && <span className={ruleClasses.why}>{why}</span>}
    </li>
  )
}

const tones: Readonly<Record<RunOutcome['what'], Tone>> = { done: 'good', skipped: 'plain', refused: 'bad' }

/** What became of a run, in one word. */
export function Outcome({ outcome }: { outcome: RunOutcome | null }) {
  const words = useWords(ruleWords)
  return (
    <Chip tone={outcome === null ? 'accent' : tones[outcome.what]}>
      {words.outcome(outcome === null ? 'pending' : outcome.what)}
    </Chip>
  )
}

/** Pure: why a run did nothing, as a sentence; nothing where it did. */
function whyOf(outcome: RunOutcome, jobs: Rule['jobs'], words: (typeof ruleWords)['en']): string | null {
  if (outcome.what === 'done') return null
  if (outcome.what === 'skipped') return words.skippedWhy(outcome.why)
  // The rule may have been changed since.
  const job = jobs[outcome.job]
  const sentence = sentenceOf(outcome.refusal)
  return job ? words.refusedAt(words.jobNumber(outcome.job + 1, words.jobName(job.do)), sentence) : sentence
}
