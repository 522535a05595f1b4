import type { z } from 'zod'
import type { ChannelId, Instant, InteractionId, RuleId, RuleRunId, WorkspaceId } from '../../contract/ids.ts'
import {
  maxRules,
  maxRunsShown,
  type Rule,
  type RuleOfMessage,
  type RuleRun,
  type RunOutcome,
  type saveRule as saveRuleOperation,
} from '../../contract/operations/rules.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import { assert, present } from '../../kernel/assert.ts'
import type { Tx } from '../../kernel/db.ts'
import { lastLine } from '../../kernel/journal.ts'
import { inRead, inWork, type Kernel, type Work } from '../../kernel/work.ts'
import { isOpen } from '../calendars/core/calendar.ts'
import { channelRules } from '../channels/index.ts'
import { lockDispositions } from '../dispositions/index.ts'
import { interactionCards } from '../routing/index.ts'
import { businessDay } from '../supervision/index.ts'
import { setOffBy } from './core/first-message.ts'
import { type Occasion, occasionOf, occasionTypes, waitsFor, wordsOf } from './core/occasion.ts'
import { asksWords, checkRule, meets, namedBy, type Ordered, type Seen, whyNot } from './core/rule.ts'
import * as repo from './repo.ts'
import { nextLook } from './times.ts'

/** Lines of the journal, and open interactions, that one turn looks at. */
const maxPerLook = 500
/** Runs of one turn, each a transaction of its own. */
const maxRunsPerTurn = 200
/** For so long what became of runs is kept beyond those that are shown: it is counted. */
const HOUR_MS = 3_600_000

// Settings -----------------------------------------------------------------------------------------------------------

/** Every rule, and the zone by which times are read. */
export async function listRules(tx: Tx, workspaceId: WorkspaceId): Promise<Result<{ rules: Rule[]; zone: string }>> {
  const rules = await repo.rulesOf(tx, workspaceId)
  const { zone } = await businessDay(tx, workspaceId)
  return ok({ rules, zone })
}

/** The latest runs of a rule. Refuses `not_found`. */
export async function listRuleRuns(
  tx: Tx,
  workspaceId: WorkspaceId,
  { id }: { id: RuleId },
): Promise<Result<{ runs: RuleRun[] }>> {
  if (!(await repo.hasRule(tx, workspaceId, id))) return refuse('not_found')
  return ok({ runs: await repo.runsOf(tx, workspaceId, id, maxRunsShown) })
}

/**
 * The rules that a stranger's first message on a channel would set off now, by name. Nothing is written. Refuses
 * `not_found`.
 */
export async function rulesOfMessage(
  tx: Tx,
  workspaceId: WorkspaceId,
  { channelId }: { channelId: ChannelId },
  at: Instant,
): Promise<Result<{ rules: RuleOfMessage[] }>> {
  const channel = (await channelRules(tx, workspaceId, at)).get(channelId)
  if (!channel) return refuse('not_found')
  const { kind, queueId, priority } = channel
  const rules = (await repo.activeRulings(tx, workspaceId)).flatMap((rule) => {
    const { id, name, delaySeconds, jobs } = rule
    const found = setOffBy(rule, { channelId, kind, queueId, priority, at })
    return found ? [{ id, name, delaySeconds, jobs, ...found }] : []
  })
  return ok({ rules: rules.toSorted((a, b) => a.name.localeCompare(b.name)) })
}

type Input = z.output<(typeof saveRuleOperation)['input']>

/**
 * Make a rule, or change it from the version that was read. What happened before it was switched on, or waited for
 * something else, sets nothing off. Refuses `not_found` (also for what it names), `changed_by_someone_else`,
 * `name_taken`, what `checkRule` refuses, and `invalid_input` when there are too many.
 */
export async function saveRule(work: Work, input: Input): Promise<Result<{ id: RuleId; version: number }>> {
  const { tx, at } = work
  const { workspaceId } = work.by
  // Whoever follows the journal now is waited for: it must not read past what this rule is to look at.
  await repo.holdCursor(tx, workspaceId)
  const known = input.id === null ? null : await repo.lockRule(tx, workspaceId, input.id)
  if (known === undefined) return refuse('not_found')
  if (known && known.version !== input.version) return refuse('changed_by_someone_else')
  if (!known && (await repo.countRules(tx, workspaceId)) >= maxRules)
    return refuse('invalid_input', `at most ${maxRules} rules`)
  const checked = checkRule(input)
  if (!checked.ok) return checked
  const named = namedBy(input)
  if (named.dispositionIds.length > 0) await lockDispositions(tx, workspaceId)
  const missing = await repo.missingOf(tx, workspaceId, named, input.onlyWithin)
  if (missing !== null) return refuse('not_found', missing)
  const id = input.id ?? (work.newId() as RuleId)
  const version = (known?.version ?? 0) + 1
  const isAnew = !known?.active || JSON.stringify(known.when) !== JSON.stringify(input.when)
  const last = await lastLine(tx, workspaceId)
  if (!(await repo.othersFollow(tx, workspaceId, id)) && isAnew) await repo.moveCursor(tx, workspaceId, last)
  const { zone } = await businessDay(tx, workspaceId)
  const nextAt = input.active ? nextLook(input.when, zone, at) : null
  const afterSeq = isAnew ? last : known.afterSeq
  if (!(await repo.writeRule(tx, workspaceId, id, { ...input, version, afterSeq, nextAt }))) return refuse('name_taken')
  if (!input.active || isAnew) await repo.dropPending(tx, workspaceId, id)
  work.record({ type: 'catalog.changed', catalog: 'rules' })
  return ok({ id, version })
}

/** Remove a rule, and what is still to come of it. Refuses `not_found`. */
export async function removeRule(work: Work, { id }: { id: RuleId }): Promise<Result<null>> {
  const { tx } = work
  const { workspaceId } = work.by
  // Whoever plans runs of it now is waited for.
  await repo.holdCursor(tx, workspaceId)
  if (!(await repo.lockRule(tx, workspaceId, id))) return refuse('not_found')
  await repo.deleteRule(tx, workspaceId, id)
  work.record({ type: 'catalog.changed', catalog: 'rules' })
  return ok(null)
}

// Occasions ----------------------------------------------------------------------------------------------------------

/**
 * Read on in the journal, and plan the runs of the rules that waited for what happened. Where it was read to is kept in
 * the same transaction: nothing is lost, and nothing is planned twice. Answers whether there may be more.
 */
export async function followJournal(work: Work, limit = maxPerLook): Promise<Result<'more' | 'done'>> {
  const { tx } = work
  const { workspaceId } = work.by
  const after = await repo.holdCursor(tx, workspaceId)
  const rules = (await repo.activeRulings(tx, workspaceId)).filter(({ when }) => when.on !== 'times')
  if (rules.length === 0) return ok('done')
  const to = await lastLine(tx, workspaceId)
  const lines = await repo.linesBetween(tx, workspaceId, { after, to, types: occasionTypes, limit })
  const found = lines.flatMap(({ seq, at, event }) => {
    const occasion = occasionOf(event)
    const waiting = occasion ? rules.filter((rule) => rule.afterSeq < seq && waitsFor(rule.when, occasion)) : []
    return occasion && waiting.length > 0 ? [{ at, occasion, waiting }] : []
  })
  const seenAt = await seeing(work, found)
  const runs = found.flatMap(({ at, occasion, waiting }) =>
    waiting.flatMap((rule) => {
      const dueAt = (at + rule.delaySeconds * 1_000) as Instant
      return meets(rule, seenAt(occasion, dueAt)) ? [planned(work, rule.id, occasion.card.id, dueAt)] : []
    }),
  )
  await repo.wantRuns(tx, workspaceId, lastOfEach(runs))
  const isCut = lines.length === limit
  await repo.moveCursor(tx, workspaceId, isCut ? present(lines.at(-1), 'a line').seq : to)
  return ok(isCut ? 'more' : 'done')
}

const planned = (work: Work, ruleId: RuleId, interactionId: InteractionId, dueAt: Instant): repo.Wanted => ({
  id: work.newId() as RuleRunId,
  ruleId,
  interactionId,
  dueAt,
})

/** Of several for the same rule and interaction the last: the delay begins anew. */
const lastOfEach = (runs: readonly repo.Wanted[]): repo.Wanted[] => [
  ...new Map(runs.map((run) => [`${run.ruleId} ${run.interactionId}`, run])).values(),
]

/** What rules see of occasions. The last words of contacts are read only where a rule asks for them. */
async function seeing(
  { tx, by: { workspaceId } }: Work,
  found: readonly { occasion: Occasion; waiting: readonly repo.ActiveRuling[] }[],
): Promise<(occasion: Occasion, at: Instant) => Seen> {
  const asked = found.filter(({ occasion, waiting }) => occasion.said === null && waiting.some(asksWords))
  const ids = asked.map(({ occasion }) => occasion.card.conversation.id)
  const kinds = found.length === 0 ? new Map() : await repo.channelKinds(tx, workspaceId)
  const words = await repo.lastWords(tx, workspaceId, [...new Set(ids)])
  return ({ card, said }, at) => {
    const kind = present(kinds.get(card.conversation.channelId), 'the channel of an interaction')
    const content = words.get(card.conversation.id)
    return { card, kind, said: said ?? (content ? wordsOf(content) : ''), at }
  }
}

/**
 * One rule whose time has come looks at what is open, a page in each turn, and is then set to its next time. Times that
 * were missed while nothing ran are one, and those outside its hours none. Answers whether there may be more.
 */
export async function lookAtTimes(work: Work, limit = maxPerLook): Promise<Result<'more' | 'done'>> {
  const { tx, at } = work
  const { workspaceId } = work.by
  const rule = await repo.lockDueRule(tx, workspaceId, at)
  if (!rule) return ok('done')
  const { zone } = await businessDay(tx, workspaceId)
  const dueAt = firstWithin(rule, zone, at)
  const page = dueAt === null ? [] : await repo.openAfter(tx, workspaceId, rule.lookedTo, limit)
  if (dueAt !== null) await planFor(work, rule, dueAt, page)
  const isCut = page.length === limit
  const lookedTo = isCut ? present(page.at(-1), 'a conversation').conversationId : null
  const nextAt = isCut ? dueAt : nextLook(rule.when, zone, at)
  await repo.saveTime(tx, workspaceId, rule.id, { nextAt, lookedTo })
  return ok('more')
}

/** The first of its times that have come on which its hours are open; null: there is none. */
function firstWithin({ when, hours, nextAt }: repo.ActiveRuling, zone: string, at: Instant): Instant | null {
  let time = nextAt
  while (time !== null && time <= at && hours !== null && !isOpen(hours, time)) time = nextLook(when, zone, time)
  return time !== null && time <= at ? time : null
}

/** Those of a page that meet the conditions at that time. */
async function planFor(work: Work, rule: repo.ActiveRuling, dueAt: Instant, page: readonly repo.Open[]): Promise<void> {
  const { tx } = work
  const { workspaceId } = work.by
  const ids = page.map(({ id }) => id)
  const found = (await interactionCards(tx, workspaceId, ids)).map((card) => ({
    occasion: { card, events: [], tagged: [], untagged: [], said: null },
    waiting: [rule],
  }))
  const seenAt = await seeing(work, found)
  const met = found.filter(({ occasion }) => meets(rule, seenAt(occasion, dueAt)))
  const runs = met.map(({ occasion }) => planned(work, rule.id, occasion.card.id, dueAt))
  await repo.wantRuns(tx, workspaceId, runs)
}

// Runs ---------------------------------------------------------------------------------------------------------------

/** What doing is left to: whoever knows interactions. */
export type RuleDeps = { readonly carryOut: (work: Work, ordered: Ordered) => Promise<RunOutcome> }

/**
 * Runs whose time has come, each on its own: one that fails stops none behind it. Answers whether another turn would
 * find more.
 */
export async function runDue(kernel: Kernel, deps: RuleDeps, workspaceId: WorkspaceId): Promise<boolean> {
  const due = await inRead(kernel, workspaceId, (tx) =>
    repo.dueRuns(tx, workspaceId, kernel.clock.now(), maxRunsPerTurn),
  )
  const troubles: unknown[] = []
  for (const { id, ruleId } of due) {
    const run = inWork(kernel, { workspaceId, agentId: null, ruleId }, (work) => runOnce(work, deps, id))
    await run.catch((trouble: unknown) => troubles.push(trouble))
  }
  if (troubles.length > 0) throw troubles[0]
  return due.length === maxRunsPerTurn
}

/** One run, done or not: what became of it is kept with it. Safe to run again. */
async function runOnce(work: Work, deps: RuleDeps, id: RuleRunId): Promise<Result<null>> {
  const { tx, at } = work
  const { workspaceId, ruleId } = work.by
  assert(ruleId !== undefined, 'a run is of a rule')
  const run = await repo.lockRun(tx, workspaceId, id, at)
  if (!run) return ok(null)
  const { rule, interactionId, conversationId, dueAt } = run
  const since = (at - HOUR_MS) as Instant
  const recentRuns = await repo.countDone(tx, workspaceId, { ruleId, interactionId, since })
  const words = asksWords(rule) ? await repo.lastWords(tx, workspaceId, [conversationId]) : new Map()
  const content = words.get(conversationId)
  const said = content ? wordsOf(content) : ''
  const outcome = await deps.carryOut(work, {
    interactionId,
    conversationId,
    rule,
    whyNot: (card, kind) => whyNot(rule, { dueAt, recentRuns }, { card, kind, said, at }),
  })
  await repo.endRun(tx, workspaceId, id, at, outcome)
  return ok(null)
}

/** Forget what became of old runs, but for those that are shown. */
export async function forgetRuns(work: Work): Promise<Result<null>> {
  await repo.deleteOldRuns(work.tx, work.by.workspaceId, (work.at - HOUR_MS) as Instant, maxRunsShown)
  return ok(null)
}
