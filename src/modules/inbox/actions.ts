import type { ChannelId, Instant, WorkspaceId } from '../../contract/ids.ts'
import type { Failure, InboundFact } from '../../contract/inbound.ts'
import { ok, type Result } from '../../contract/refusals.ts'
import { isDatabaseAway, isLockTimeout, isStorageFull } from '../../kernel/db.ts'
import { inWork, type Kernel, type Work } from '../../kernel/work.ts'
import { noteWebhooks } from '../channels/index.ts'
import type { ConversationFact } from '../conversations/core/inbound.ts'
import { allLanes, type Lane } from './core/lanes.ts'
import {
  type Arrived,
  countFailure,
  countKeptOf,
  dismissParts,
  dropApplied,
  keepParts,
  type NewPart,
  restoreParts,
  storeArrived,
  takeStored,
} from './repo.ts'

/** Webhooks applied in one transaction: enough to share its cost, few enough to hold nobody up. */
const BATCH_SIZE = 300
/** Who answers a provider waits no longer than this for a lock somebody else holds: what came is stored, and applied later. */
const LOCK_WAIT_MS = 1_000
/** A webhook that fails alone this often is set aside as broken, where a person can see and replay it. */
const MAX_ATTEMPTS = 3
/** How long applied webhooks are kept for looking back. */
export const keepAppliedMs = 7 * 24 * 60 * 60 * 1000
const DROP_BATCH = 10_000
const MAX_RAW = 20_000
/** Trouble that is told later than this may have been mended meanwhile: it stops no channel. */
const FRESH_MS = 10 * 60 * 1000

/** What the other modules do with a batch; each gets the facts that are its own. */
export type InboxDeps = {
  parse(channelId: ChannelId, body: Buffer): InboundFact[]
  /** Which of the workspace's channels each of the provider's lines is. */
  channelsOfLines(work: Work): Promise<ReadonlyMap<string, ChannelId>>
  /**
   * Nobody else applies anything in these lanes of the workspace until this work is committed. From then on this work
   * waits for no lock longer than `atMostMs`; null: as long as it takes.
   */
  lock(work: Work, lanes: readonly Lane[], atMostMs: number | null): Promise<void>
  /** Answers with those it could not place; no channel: nobody has connected that line. */
  receive(
    work: Work,
    facts: readonly ConversationFact[],
  ): Promise<{ channelId: ChannelId | null; fact: InboundFact; reason: string }[]>
  /** A failed delivery may mean that its whole channel cannot send: then administrators must know. */
  deliveryFailed(work: Work, channelId: ChannelId, failure: Failure): Promise<void>
  changeTemplates(work: Work, facts: readonly Extract<InboundFact, { type: 'template_changed' }>[]): Promise<void>
  log: { error(about: object, message: string): void; warn(about: object, message: string): void }
}

/** What has just arrived, and what the provider's adapter read in it. */
export type Fresh = Arrived & { facts: InboundFact[] }

/**
 * Keep what has just arrived and apply it, in one transaction: once it returns, the bytes are on disk. When the batch
 * cannot be applied, because of a bug of ours or a lock somebody holds, it is kept all the same, for `applyInbox`: then
 * the answer is `behind`, and what arrives next takes along what is stored (`isBehind`), so that nothing is passed.
 * All that is fresh is of this lane; null: of any. Throws only when nothing could be kept.
 */
export async function takeArrived(
  kernel: Kernel,
  deps: InboxDeps,
  workspaceId: WorkspaceId,
  fresh: readonly Fresh[],
  { lane, isBehind }: { lane: Lane | null; isBehind: boolean },
): Promise<'caught_up' | 'behind'> {
  try {
    const lanes = isBehind || lane === null ? allLanes : [lane]
    const left = await applyBatch(kernel, deps, workspaceId, lanes, { fresh, stored: isBehind ? BATCH_SIZE : 0 })
    return left === 'more' ? 'behind' : 'caught_up'
  } catch (error) {
    if (isDatabaseAway(error) || isStorageFull(error)) throw error
    if (!isLockTimeout(error)) {
      deps.log.warn({ err: error, workspaceId }, 'what arrived could not be applied at once; it is stored')
    }
    await inWork(kernel, { workspaceId, agentId: null }, async (work) => {
      work.begun(storeArrived(work.tx, workspaceId, fresh, 'stored'))
      return ok(null)
    })
    return 'behind'
  }
}

/** Apply the next batch of a workspace. Answers whether more is waiting. Throws only when the database is away or full. */
export async function applyInbox(kernel: Kernel, deps: InboxDeps, workspaceId: WorkspaceId): Promise<'more' | 'done'> {
  try {
    return await applyBatch(kernel, deps, workspaceId, allLanes, { fresh: [], stored: BATCH_SIZE })
  } catch (error) {
    if (isDatabaseAway(error) || isStorageFull(error)) throw error
    deps.log.warn({ err: error, workspaceId }, 'a batch of webhooks could not be applied; trying one by one')
    return applyOneByOne(kernel, deps, workspaceId)
  }
}

/** At most so many stored ones, oldest first, then the fresh ones: these are only stored when there may be more before. */
async function applyBatch(
  kernel: Kernel,
  deps: InboxDeps,
  workspaceId: WorkspaceId,
  lanes: readonly Lane[],
  { fresh, stored: limit }: { fresh: readonly Fresh[]; stored: number },
): Promise<'more' | 'done'> {
  const result = await inWork(kernel, { workspaceId, agentId: null }, async (work) => {
    // What comes after it travels with it: the lock is waited for, and only then are the tables looked at.
    work.begun(deps.lock(work, lanes, fresh.length > 0 ? LOCK_WAIT_MS : null))
    const stored = limit > 0 ? await takeStored(work.tx, workspaceId, limit) : []
    const isFull = limit > 0 && stored.length === limit
    const kept = fresh.length > 0 ? storeArrived(work.tx, workspaceId, fresh, isFull ? 'stored' : 'applied') : null
    if (kept) work.begun(kept)
    const old = stored.map((webhook) => ({ ...webhook, facts: deps.parse(webhook.channelId, webhook.body) }))
    const idsOf = async () => [...stored.map(({ id }) => id), ...((await kept) ?? [])]
    await apply(work, deps, isFull ? old : [...old, ...fresh], idsOf)
    return ok(isFull ? ('more' as const) : ('done' as const))
  })
  return result.ok ? result.value : 'done'
}

/** One webhook has something no batch survives: its neighbours go on, and it is set aside when it fails alone too. */
async function applyOneByOne(kernel: Kernel, deps: InboxDeps, workspaceId: WorkspaceId): Promise<'more' | 'done'> {
  for (let turn = 0; turn < BATCH_SIZE; turn++) {
    try {
      if ((await applyBatch(kernel, deps, workspaceId, allLanes, { fresh: [], stored: 1 })) === 'done') return 'done'
    } catch (error) {
      if (isDatabaseAway(error) || isStorageFull(error)) throw error
      deps.log.error({ err: error, workspaceId }, 'a webhook could not be applied')
      await setAside(kernel, deps, workspaceId, error)
    }
  }
  return 'more'
}

async function setAside(kernel: Kernel, deps: InboxDeps, workspaceId: WorkspaceId, error: unknown): Promise<void> {
  await inWork(kernel, { workspaceId, agentId: null }, async (work) => {
    await deps.lock(work, allLanes, null)
    const [webhook] = await takeStored(work.tx, workspaceId, 1)
    if (!webhook) return ok(null)
    const broken = webhook.attempts + 1 >= MAX_ATTEMPTS
    await countFailure(work.tx, workspaceId, webhook.id, broken)
    if (broken) {
      const reason = `could not be applied: ${error instanceof Error ? error.message : 'unknown'}`
      const { id: webhookId, channelId } = webhook
      const part: NewPart = {
        webhookId,
        channelId,
        why: 'unreadable',
        line: null,
        path: '$',
        reason,
        raw: rawText(webhook.body),
      }
      await keep(work, [part])
    }
    return ok(null)
  })
}

/** What could not be placed, before the webhook it came in has a number. */
type LoosePart = Omit<NewPart, 'webhookId'> & { webhook: Fresh }

/** `idsOf` answers with the webhooks' numbers, in order: only needed when a part of one is kept. */
async function apply(
  work: Work,
  deps: InboxDeps,
  webhooks: readonly Fresh[],
  idsOf: () => Promise<number[]>,
): Promise<void> {
  if (webhooks.length === 0) return
  const read = webhooks.flatMap((webhook) => webhook.facts.map((fact) => ({ webhook, fact })))
  const addresses = [...new Set(webhooks.map(({ channelId }) => channelId))]
  const noted = noteWebhooks(work.tx, work.by.workspaceId, addresses, work.at)
  work.begun(noted)
  const parts: LoosePart[] = []
  const told: ConversationFact[] = []
  const webhookOf = new Map<InboundFact, Fresh>()

  for (const { webhook, fact } of read) {
    webhookOf.set(fact, webhook)
    if (fact.type === 'unreadable') parts.push(unreadable(webhook, fact))
    else if (fact.type === 'account_notice') parts.push(notice(webhook, fact))
    else if (fact.type !== 'template_changed') told.push(fact)
  }
  for (const { channelId, fact, reason } of await deps.receive(work, inReadingOrder(told)))
    parts.push(unplaced(webhookOf.get(fact)!, fact, channelId, reason))
  await tellOfFailures(work, deps, told)
  const templates = read.flatMap(({ fact }) => (fact.type === 'template_changed' ? [fact] : []))
  if (templates.length > 0) await deps.changeTemplates(work, templates)
  if (parts.length > 0) {
    const ids = await idsOf()
    const numbers = new Map(webhooks.map((webhook, i) => [webhook, ids[i]!]))
    await keep(
      work,
      parts.map(({ webhook, ...part }) => ({ ...part, webhookId: numbers.get(webhook)! })),
    )
  }
  if (await noted) work.record({ type: 'catalog.changed', catalog: 'channels' })
}

async function tellOfFailures(work: Work, deps: InboxDeps, told: readonly ConversationFact[]): Promise<void> {
  for (const fact of told) {
    if (fact.type !== 'delivery' || !fact.failure || work.at - fact.at >= FRESH_MS) continue
    const channelId = (await deps.channelsOfLines(work)).get(fact.line)
    if (channelId) await deps.deliveryFailed(work, channelId, fact.failure)
  }
}

/**
 * Messages in the order they were written, which is not always that of their arrival, and changes of address among them
 * (a line that announces one is still from the old address). The rest comes after them as it came.
 */
function inReadingOrder(facts: readonly ConversationFact[]): ConversationFact[] {
  const read = facts.filter((fact) => rankOf(fact) !== null)
  const others = facts.filter((fact) => rankOf(fact) === null)
  return [...read.toSorted((a, b) => a.at - b.at || rankOf(a)! - rankOf(b)!), ...others]
}

function rankOf(fact: ConversationFact): number | null {
  if (fact.type === 'message') return fact.content.kind === 'system' ? 0 : 2
  return fact.type === 'identity_changed' ? 1 : null
}

const lineOf = (fact: InboundFact): string | null => ('line' in fact ? fact.line : null)

async function keep(work: Work, parts: readonly NewPart[]): Promise<void> {
  await keepParts(work.tx, work.by.workspaceId, parts, work.at)
  work.record({ type: 'catalog.changed', catalog: 'quarantine' })
}

function unreadable(webhook: Fresh, fact: Extract<InboundFact, { type: 'unreadable' }>): LoosePart {
  const { line, path, reason, raw } = fact
  return { webhook, channelId: webhook.channelId, why: 'unreadable', line, path, reason, raw: rawText(raw) }
}

function notice(webhook: Fresh, fact: Extract<InboundFact, { type: 'account_notice' }>): LoosePart {
  const { line, field, severity, summary } = fact
  return {
    webhook,
    channelId: webhook.channelId,
    why: 'notice',
    line,
    path: field,
    reason: `${severity}: ${summary}`,
    raw: rawText(fact),
  }
}

function unplaced(webhook: Fresh, fact: InboundFact, channelId: ChannelId | null, reason: string): LoosePart {
  return {
    webhook,
    channelId: channelId ?? webhook.channelId,
    why: channelId === null ? 'unknown_number' : 'unreadable',
    line: lineOf(fact),
    path: fact.type,
    reason,
    raw: rawText(fact),
  }
}

/** Text a table can hold: Postgres takes no NUL. */
function rawText(raw: unknown): string {
  const text = Buffer.isBuffer(raw) ? raw.toString('utf8') : (JSON.stringify(raw) ?? 'undefined')
  return text.slice(0, MAX_RAW).replaceAll('\u0000', '\ufffd')
}

/** Apply the webhooks of these parts once more, for example after their number was configured. */
export async function replay(
  kernel: Kernel,
  deps: InboxDeps,
  workspaceId: WorkspaceId,
  agentId: Work['by']['agentId'],
  ids: readonly number[],
): Promise<Result<{ placed: number; kept: number }>> {
  const restored = await inWork(kernel, { workspaceId, agentId }, async (work) => {
    const webhooks = await restoreParts(work.tx, workspaceId, ids)
    if (webhooks.length > 0) work.record({ type: 'catalog.changed', catalog: 'quarantine' })
    return ok(webhooks)
  })
  if (!restored.ok) return restored
  while ((await applyInbox(kernel, deps, workspaceId)) === 'more');
  const kept = await inWork(kernel, { workspaceId, agentId }, async (work) =>
    ok(await countKeptOf(work.tx, workspaceId, restored.value)),
  )
  return kept.ok ? ok({ placed: restored.value.length - kept.value, kept: kept.value }) : kept
}

export async function dismiss(work: Work, ids: readonly number[]): Promise<Result<null>> {
  await dismissParts(work.tx, work.by.workspaceId, ids)
  work.record({ type: 'catalog.changed', catalog: 'quarantine' })
  return ok(null)
}

/** Forget what was applied long ago. */
export async function cleanInbox(work: Work): Promise<Result<null>> {
  await dropApplied(work.tx, work.by.workspaceId, (work.at - keepAppliedMs) as Instant, DROP_BATCH)
  return ok(null)
}
