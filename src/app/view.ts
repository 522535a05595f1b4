import { may, Permission } from '../contract/permissions.ts'
import type { View } from '../contract/view.ts'
import { inView, viewerOf } from '../contract/view.ts'
import type { Tx } from '../kernel/db.ts'
import type { Person } from '../kernel/http.ts'
import { lastLine } from '../kernel/journal.ts'
import { channelCards } from '../modules/channels/index.ts'
import { agentCards } from '../modules/identity/index.ts'
import { openInteractionCards, queueCards, transferRules } from '../modules/routing/index.ts'

/**
 * What a person's screen starts from. Every part is read in the one transaction it is given, which must see a single
 * state of the database (`inRead` does): then all of it is exactly as of journal line `seq`.
 */
export async function viewOf(tx: Tx, person: Person): Promise<View> {
  const { workspaceId } = person
  const me = meOf(person)
  const viewer = viewerOf(me)
  const seq = await lastLine(tx, workspaceId)
  const interactions = await openInteractionCards(tx, workspaceId, viewer)
  return {
    seq,
    me,
    channels: byId(await channelCards(tx, workspaceId)),
    queues: byId(await queueCards(tx, workspaceId)),
    agents: byId(await agentCards(tx, workspaceId)),
    interactions: byId(interactions.filter((card) => inView(viewer, card))),
    transferRules: await transferRulesOf(tx, workspaceId),
    threads: {},
    catalogs: {},
  }
}

const meOf = (person: Person): View['me'] => ({
  agentId: person.agentId,
  name: person.name,
  email: person.email,
  role: person.role,
  queueIds: [...person.queueIds],
  permissions: Permission.options.filter((permission) => may(person, permission)),
})

async function transferRulesOf(tx: Tx, workspaceId: Person['workspaceId']): Promise<View['transferRules']> {
  const { allowed, returnSeconds } = await transferRules(tx, workspaceId)
  return { allowed, returnSeconds }
}

const byId = <T extends { id: string }>(cards: readonly T[]): Record<string, T> =>
  Object.fromEntries(cards.map((card) => [card.id, card]))
