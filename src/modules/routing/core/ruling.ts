/** What the jobs of a rule make of an interaction. */
import type { Instant, QueueId, TagId } from '../../../contract/ids.ts'
import type { RuleJob } from '../../../contract/operations/rules.ts'
import { ok, type Refusal, type Result, refuse } from '../../../contract/refusals.ts'
import type { InteractionChange } from './changes.ts'
import type { Choice, InteractionCommand } from './commands.ts'
import { decide } from './decide.ts'
import { evolve } from './evolve.ts'
import type { Interaction } from './interaction.ts'

/** What decides on the jobs of a rule, beside the interaction. */
export type Means = {
  readonly at: Instant
  readonly choice: Choice
  /** Those of its tags that may be put on something. */
  readonly tags: readonly TagId[]
  /** May it wait in this queue? */
  readonly mayWaitIn: (queueId: QueueId) => Result<null>
  /** May the house write to the contact? */
  readonly mayWrite: Result<null>
}

/** What one job does: changes of the interaction, or words to its contact. */
export type Step = { readonly job: RuleJob['do'] } & (
  | { readonly changes: readonly InteractionChange[] }
  | { readonly text: string }
)

/** What is to be done, or which job is refused, and why. */
export type Ruled =
  | { readonly ok: true; readonly steps: readonly Step[] }
  | { readonly ok: false; readonly refusal: Refusal; readonly job: number }

/** What these jobs do, one after the other; what is so already is no step. All of them, or none where one is refused. */
export function rule(interaction: Interaction, jobs: readonly RuleJob[], means: Means): Ruled {
  const steps: Step[] = []
  let current = interaction
  for (const [place, job] of jobs.entries()) {
    const decision = changesOf(current, job, means)
    if (!decision.ok) return { ok: false, refusal: decision.refusal, job: place }
    const changes = decision.value
    if (job.do === 'write') steps.push({ job: job.do, text: job.text })
    else if (changes.length > 0) steps.push({ job: job.do, changes })
    current = changes.reduce(evolve, current)
  }
  return { ok: true, steps }
}

function changesOf(interaction: Interaction, job: RuleJob, means: Means): Result<InteractionChange[]> {
  if (job.do === 'write') return means.mayWrite.ok ? ok([]) : means.mayWrite
  if (job.do === 'tag' && !means.tags.includes(job.tagId)) return refuse('not_found', 'tagId')
  if (job.do === 'move') {
    const place = means.mayWaitIn(job.queueId)
    if (!place.ok) return place
  }
  return decide(interaction, commandOf(job, means))
}

function commandOf(job: Exclude<RuleJob, { do: 'write' }>, { at, choice }: Means): InteractionCommand {
  switch (job.do) {
    case 'tag':
      return { type: 'tag', add: [job.tagId], remove: [] }
    case 'untag':
      return { type: 'tag', add: [], remove: [job.tagId] }
    case 'set_priority':
      return { type: 'set_priority', priority: job.priority }
    case 'move':
      return { type: 'move', queueId: job.queueId, takes: true, by: null, at, seen: null }
    case 'close':
      return { type: 'close', at, dispositionId: job.dispositionId, choice }
  }
}
