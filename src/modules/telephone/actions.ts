import { randomBytes } from 'node:crypto'
import type { AgentId, Instant, TelephoneId } from '../../contract/ids.ts'
import { type CallNews, type Extension, maxTelephones, type Telephone } from '../../contract/operations/telephone.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import type { Tx } from '../../kernel/db.ts'
import type { Person } from '../../kernel/http.ts'
import { lastFour, newToken, type Sealer } from '../../kernel/secrets.ts'
import type { Work } from '../../kernel/work.ts'
import { movePresences } from '../presence/index.ts'
import { lockLoad } from '../routing/index.ts'
import { hear, onCallSince } from './core/call.ts'
import { sealedFor } from './core/sealed-for.ts'
import * as repo from './repo.ts'

export type CallDeps = {
  /** Set aside what somebody has in hand, and bring it back: how, routing says. */
  parkForCall(work: Work, agentId: AgentId): Promise<void>
  returnAfterCall(work: Work, agentId: AgentId): Promise<void>
}

type Told = { agentId: AgentId; onCallSince: Instant | null }

/** How many calls without an end one sweep ends; whoever runs it goes on while it finds so many. */
export const maxEndlessPerSweep = 200
/** Calls that are over are remembered this long, in milliseconds: their news may come late or twice until then. */
const callsKeptMs = 7 * 86_400_000

/**
 * Somebody is on a call, or off it. What is parked comes back when the last of their calls is over; that fills
 * places, so it waits its turn with the router. Refuses `not_found` where nobody has this address or extension.
 */
export async function tellCall(work: Work, deps: CallDeps, news: CallNews): Promise<Result<Told>> {
  const { tx, at } = work
  const { workspaceId } = work.by
  const { email, extension, state, callId } = news
  if ((email === undefined) === (extension === undefined)) return refuse('invalid_input', 'email or extension')
  const agentId = await repo.findAgent(tx, workspaceId, news)
  if (!agentId) return refuse('not_found', email === undefined ? 'extension' : 'email')
  await lockLoad(tx, workspaceId)
  const before = onCallSince(await repo.openCalls(tx, workspaceId, agentId))
  const call = hear(await repo.lockCall(tx, workspaceId, { agentId, callId }), { state, at: news.at ?? at }, at)
  if (call) await repo.saveCall(tx, workspaceId, { agentId, callId }, call, at)
  return ok({ agentId, onCallSince: await follow(work, deps, agentId, before) })
}

/** What the agent's calls now mean for what they hold and for what colleagues see. */
async function follow(work: Work, deps: CallDeps, agentId: AgentId, before: Instant | null): Promise<Instant | null> {
  const after = onCallSince(await repo.openCalls(work.tx, work.by.workspaceId, agentId))
  if (before === null && after !== null) await deps.parkForCall(work, agentId)
  if (before !== null && after === null) await deps.returnAfterCall(work, agentId)
  if (before === after) return after
  await movePresences(work, [agentId], async (presences) => {
    const presence = present(presences.get(agentId), 'the presence of a person')
    return new Map([[agentId, { ...presence, onCallSince: after }]])
  })
  return after
}

/** Calls whose end never came are over. Answers with how many it looked at. */
export async function endEndless(work: Work, deps: CallDeps): Promise<Result<number>> {
  const { tx, at } = work
  const { workspaceId } = work.by
  await lockLoad(tx, workspaceId)
  const due = await repo.lockEndless(tx, workspaceId, at, maxEndlessPerSweep)
  for (const [agentId, calls] of Map.groupBy(due, (one) => one.agentId)) {
    const before = onCallSince(await repo.openCalls(tx, workspaceId, agentId))
    for (const { callId, call } of calls)
      await repo.saveCall(tx, workspaceId, { agentId, callId }, { ...call, endedAt: at, limitAt: null }, at)
    await follow(work, deps, agentId, before)
  }
  return ok(due.length)
}

export async function forgetCalls(work: Work): Promise<Result<null>> {
  await repo.dropOldCalls(work.tx, work.by.workspaceId, (work.at - callsKeptMs) as Instant)
  return ok(null)
}

// Connections --------------------------------------------------------------------------------------------------------

export async function telephones(
  tx: Tx,
  { workspaceId }: Person,
  urlOf: (hookKey: string) => string,
): Promise<Result<{ telephones: Telephone[]; extensions: Extension[] }>> {
  return ok({
    telephones: await repo.listTelephones(tx, workspaceId, urlOf),
    extensions: await repo.listExtensions(tx, workspaceId),
  })
}

type SaveTelephone = {
  id: TelephoneId | null
  version: number
  name: string
  active: boolean
  renewSecret: boolean
}
type Secret = repo.Secret
type Saved = { id: TelephoneId; version: number; secret: string | null }

/** Connect a telephone system or change its connection. A new secret is answered once, and kept sealed. */
export async function saveTelephone(work: Work, sealer: Sealer, given: SaveTelephone): Promise<Result<Saved>> {
  const { tx, at } = work
  const { workspaceId } = work.by
  const { name, active } = given
  const id = given.id ?? (work.newId() as TelephoneId)
  const secret = given.id === null || given.renewSecret ? newToken('sbt') : null
  const sealed: Secret | null =
    secret === null ? null : { secret_sealed: sealer.seal(secret, sealedFor(id)), secret_last_four: lastFour(secret) }
  work.record({ type: 'catalog.changed', catalog: 'telephones' })
  if (given.id === null) {
    const known = await repo.listTelephones(tx, workspaceId, (key) => key)
    if (known.length >= maxTelephones) return refuse('invalid_input', `at most ${maxTelephones}`)
    const hookKey = randomBytes(hookKeyBytes).toString('base64url')
    const made = present(sealed, 'the secret of a new connection')
    return (await repo.insertTelephone(tx, workspaceId, { id, name, active, hookKey, at, ...made }))
      ? ok({ id, version: 1, secret })
      : refuse('name_taken')
  }
  const version = await repo.lockTelephone(tx, workspaceId, id)
  if (version === undefined) return refuse('not_found')
  if (version !== given.version) return refuse('changed_by_someone_else')
  const next = { name, active, version: version + 1, ...sealed }
  return (await repo.updateTelephone(tx, workspaceId, id, next))
    ? ok({ id, version: version + 1, secret })
    : refuse('name_taken')
}

const hookKeyBytes = 18

export async function removeTelephone(work: Work, { id }: { id: TelephoneId }): Promise<Result<null>> {
  if ((await repo.lockTelephone(work.tx, work.by.workspaceId, id)) === undefined) return refuse('not_found')
  await repo.removeTelephone(work.tx, work.by.workspaceId, id)
  work.record({ type: 'catalog.changed', catalog: 'telephones' })
  return ok(null)
}

export async function saveExtension(
  work: Work,
  { agentId, number }: { agentId: AgentId; number: string | null },
): Promise<Result<null>> {
  const written = await repo.writeExtension(work.tx, work.by.workspaceId, agentId, number)
  if (written === 'nobody') return refuse('not_found')
  if (written === 'taken') return refuse('name_taken')
  work.record({ type: 'catalog.changed', catalog: 'telephones' })
  return ok(null)
}
