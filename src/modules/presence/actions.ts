import type { ReadyRule } from '../../contract/cards.ts'
import type { AgentId, ReasonId } from '../../contract/ids.ts'
import type { PresenceRules, Reason } from '../../contract/operations/presence.ts'
import { maySteer } from '../../contract/permissions.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import type { Person } from '../../kernel/http.ts'
import type { Work } from '../../kernel/work.ts'
import { agentCards } from '../identity/index.ts'
import { type HeldInteraction, heldInteractions } from '../routing/index.ts'
import { writeHeard } from './attendance-repo.ts'
import { keepPresences } from './change.ts'
import * as core from './core/presence.ts'
import * as repo from './repo.ts'
import { presenceRules, readyRules, writePresenceRules } from './rules-repo.ts'

/** How many agents one sweep brings back; whoever runs it goes on while it finds so many. */
export const maxReturnsPerSweep = 500

/** The agent says what they do. */
export async function setPresence(
  work: Work,
  agentId: AgentId,
  { state, reasonId }: { state: core.ChosenState; reasonId: ReasonId | null },
): Promise<Result<null>> {
  const reason = await findReason(work, reasonId)
  if (!reason.ok) return reason
  const { graceSeconds } = await presenceRules(work.tx, work.by.workspaceId)
  return say(work, agentId, (presence, inHand) =>
    core.choose(presence, { state, reason: reason.value, ...inHand, graceSeconds, at: work.at }),
  )
}

export function setStopNew(work: Work, agentId: AgentId, { on }: { on: boolean }): Promise<Result<null>> {
  return say(work, agentId, (presence, { held, pauses }) => core.stopNew(presence, { on, held, pauses, at: work.at }))
}

export async function requestBreak(
  work: Work,
  agentId: AgentId,
  {
    on,
    reasonId,
    state = 'on_break',
  }: { on: boolean; reasonId: ReasonId | null; state?: 'on_break' | 'working_offline' },
): Promise<Result<null>> {
  const reason = await findReason(work, reasonId)
  if (!reason.ok) return reason
  const { breakWaitSeconds: waitSeconds } = await presenceRules(work.tx, work.by.workspaceId)
  return say(work, agentId, (presence, { held, pauses }) =>
    core.requestBreak(presence, { on, state, reason: reason.value, held, pauses, waitSeconds, at: work.at }),
  )
}

/**
 * A supervisor says what an agent does. Refuses `not_found`, `not_permitted` for who may not steer them, and
 * `agent_signed_out`: nobody can be made to come in.
 */
export async function setPresenceOf(
  work: Work,
  person: Person,
  { agentId, state, reasonId }: { agentId: AgentId; state: core.ChosenState; reasonId: ReasonId | null },
): Promise<Result<null>> {
  const [agent] = await agentCards(work.tx, work.by.workspaceId, [agentId])
  if (!agent) return refuse('not_found', 'agentId')
  if (!maySteer(person.role, agent.role)) return refuse('not_permitted', 'an administrator')
  const reason = await findReason(work, reasonId)
  if (!reason.ok) return reason
  const { graceSeconds } = await presenceRules(work.tx, work.by.workspaceId)
  const decide: Decide = (presence, { pauses, held }) => {
    if (presence.state === 'signed_out' || presence.state === 'away') return refuse('agent_signed_out')
    // Force ready binds agents, not who answers for them.
    const said = { state, reason: reason.value, pauses, held, readyRule: 'by_queue', graceSeconds } as const
    return core.choose(presence, { ...said, at: work.at })
  }
  return say(work, agentId, decide, person.agentId === agentId ? null : person.agentId)
}

/** What an agent has in hand at the moment they say something. */
type InHand = { held: number; pauses: core.Pauses; readyRule: ReadyRule }

type Decide = (presence: core.AgentPresence, inHand: InHand) => Result<core.AgentPresence>

/** `by`: the supervisor who says it for them. */
async function say(work: Work, agentId: AgentId, decide: Decide, by: AgentId | null = null): Promise<Result<null>> {
  const { tx } = work
  const { workspaceId } = work.by
  const presences = await repo.lockPresences(tx, workspaceId, [agentId])
  const presence = presences.get(agentId)
  if (!presence) return refuse('not_found')
  const [held, rules] = await Promise.all([
    heldInteractions(tx, workspaceId, [agentId]),
    readyRules(tx, workspaceId, [agentId]),
  ])
  if (by === null) work.begun(writeHeard(tx, workspaceId, agentId, work.at))
  const readyRule = present(rules.get(agentId), 'the rule of a person')
  const said = decide(presence, { held: held.length, pauses: pausesOf(held), readyRule })
  if (!said.ok) return said
  await keepPresences(work, presences, new Map([[agentId, said.value]]), by)
  return ok(null)
}

/** The breaks to show for what is to be disposed of among these. */
const pausesOf = (held: readonly HeldInteraction[]): ReasonId[] =>
  held.flatMap(({ pauseReasonId }) => pauseReasonId ?? [])

async function findReason(work: Work, id: ReasonId | null): Promise<Result<Reason | null>> {
  if (id === null) return ok(null)
  const reason = await repo.readReason(work.tx, work.by.workspaceId, id)
  return reason ? ok(reason) : refuse('not_found', 'reasonId')
}

/** Agents whose break, set by the system, is over become available (D-03). Answers with how many it looked at. */
export async function returnFromBreaks(work: Work): Promise<Result<number>> {
  const { tx, at } = work
  const before = await repo.lockReturning(tx, work.by.workspaceId, at, maxReturnsPerSweep)
  const held = await heldInteractions(tx, work.by.workspaceId, [...before.keys()])
  const after = new Map(
    [...before].map(([agentId, presence]) => {
      const [heldPauseReasonId = null] = pausesOf(held.filter((one) => one.agentId === agentId))
      return [agentId, core.returnFromMiss(presence, { heldPauseReasonId, at })]
    }),
  )
  await keepPresences(work, before, after)
  return ok(before.size)
}

/** Breaks that were asked for while nothing was held begin when their wait is over. Answers as above. */
export async function beginBreaks(work: Work): Promise<Result<number>> {
  const { tx, at } = work
  const before = await repo.lockBeginning(tx, work.by.workspaceId, at, maxReturnsPerSweep)
  const held = await heldInteractions(tx, work.by.workspaceId, [...before.keys()])
  const after = new Map(
    [...before].map(([agentId, presence]) => {
      const theirs = held.filter((one) => one.agentId === agentId)
      return [agentId, core.breakIsDue(presence, { held: theirs.length, at })]
    }),
  )
  await keepPresences(work, before, after)
  return ok(before.size)
}

/** Change how people stay ready and when they count as away, from the version that was read. */
export async function savePresenceRules(
  work: Work,
  { version, ...rules }: PresenceRules & { version: number },
): Promise<Result<{ version: number }>> {
  if (!(await writePresenceRules(work.tx, work.by.workspaceId, version, rules)))
    return refuse('changed_by_someone_else')
  work.record({ type: 'catalog.changed', catalog: 'presence_rules' })
  return ok({ version: version + 1 })
}

/**
 * Add, rename or retire a reason, from the version that was read. Its kind stays: what was said with it would mean
 * something else. Refuses `not_found`, `invalid_input`, `name_taken` and `changed_by_someone_else`.
 */
export async function saveReason(
  work: Work,
  input: Omit<Reason, 'id'> & { id: ReasonId | null },
): Promise<Result<{ id: ReasonId; version: number }>> {
  const { tx } = work
  const { workspaceId } = work.by
  const known = await repo.listReasons(tx, workspaceId)
  const before = known.find((reason) => reason.id === input.id)
  if (input.id !== null && !before) return refuse('not_found')
  if (before && before.kind !== input.kind) return refuse('invalid_input', 'the kind of a reason does not change')
  const named = known.filter(({ kind, name }) => kind === input.kind && name.toLowerCase() === input.name.toLowerCase())
  if (named.some((reason) => reason.id !== input.id)) return refuse('name_taken')
  const reason = { ...input, id: input.id ?? (work.newId() as ReasonId) }
  const version = before ? input.version + 1 : 1
  if (!(await repo.saveReason(tx, workspaceId, { ...reason, version }))) return refuse('changed_by_someone_else')
  work.record({ type: 'catalog.changed', catalog: 'reasons' })
  return ok({ id: reason.id, version })
}
