import { may, Permission } from '../contract/permissions.ts'
import { isHidden, type Spot } from '../contract/sight.ts'
import type { View } from '../contract/view.ts'
import { inView, viewerOf } from '../contract/view.ts'
import type { Tx } from '../kernel/db.ts'
import type { Person } from '../kernel/http.ts'
import { lastLine } from '../kernel/journal.ts'
import { channelCards } from '../modules/channels/index.ts'
import { agentCards, hiddenIn } from '../modules/identity/index.ts'
import { openInteractionCards, queueCards, transferRules } from '../modules/routing/index.ts'
import { tagCards, taggingOf } from '../modules/tags/index.ts'

/**
 * What a person's screen starts from. Every part is read in the one transaction it is given, which must see a single
 * state of the database (`inRead` does): then all of it is exactly as of journal line `seq`.
 */
export async function viewOf(tx: Tx, person: Person): Promise<View> {
  const { workspaceId } = person
  // Who asks was looked up before this transaction: what tags hide from them is read again, as of the same line.
  const me = meOf({ ...person, ...(await hiddenIn(tx, person)) })
  const viewer = viewerOf(me)
  const seq = await lastLine(tx, workspaceId)
  const open = await openInteractionCards(tx, workspaceId, viewer)
  const interactions = open.filter((card) => inView(viewer, card))
  const channelsHeld = new Set(interactions.map(({ conversation }) => conversation.channelId))
  const queuesHeld = new Set(interactions.map(({ queueId }) => queueId))
  const channels = await channelCards(tx, workspaceId)
  const queues = await queueCards(tx, workspaceId)
  return {
    seq,
    me,
    channels: byId(channels.filter(({ id }) => channelsHeld.has(id) || !hides(me, { channelId: id, queueId: null }))),
    queues: byId(queues.filter(({ id }) => queuesHeld.has(id) || !hides(me, { channelId: null, queueId: id }))),
    agents: byId(await agentCards(tx, workspaceId)),
    interactions: byId(interactions),
    transferRules: await transferRulesOf(tx, workspaceId),
    threads: {},
    catalogs: {},
    tags: byId(await tagCards(tx, workspaceId)),
    tagging: await taggingOf(tx, workspaceId),
  }
}

const hides = ({ hidden }: View['me'], place: Spot): boolean => isHidden(hidden, place)

const meOf = (person: Person): View['me'] => ({
  agentId: person.agentId,
  name: person.name,
  email: person.email,
  role: person.role,
  queueIds: [...person.queueIds],
  permissions: Permission.options.filter((permission) => may(person, permission)),
  hidden: person.hidden,
})

async function transferRulesOf(tx: Tx, workspaceId: Person['workspaceId']): Promise<View['transferRules']> {
  const { allowed, returnSeconds } = await transferRules(tx, workspaceId)
  return { allowed, returnSeconds }
}

const byId = <T extends { id: string }>(cards: readonly T[]): Record<string, T> =>
  Object.fromEntries(cards.map((card) => [card.id, card]))
