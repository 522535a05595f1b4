import { z } from 'zod'
import { ChannelId, QueueId, TagId } from './ids.ts'
import type { Role } from './permissions.ts'

/** Marks a channel, a queue, a person or an interaction. Never removed: one that is retired stays where it is. */
export const TagCard = z.object({
  id: TagId,
  title: z.string(),
  colour: z.enum(['grey', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet', 'pink']),
  active: z.boolean(),
})
export type TagCard = z.infer<typeof TagCard>

/** Tags of a workspace, and tags of one thing. */
export const maxTags = 200
export const maxTagsOfOne = 20

/** What tags mean for the people of one role. */
export const TagRules = z.object({
  /** They see channels and queues without tags, and those that share one with them. */
  filter: z.boolean(),
  /** They give work only to people and queues that share a tag with them. */
  assign: z.boolean(),
  /** They give work only to people and queues that share a tag with its channel and its queue. */
  block: z.boolean(),
})
export type TagRules = z.infer<typeof TagRules>

/** Do tags decide who sees what, and for whom? Administrators see and may everything. */
export const Tagging = z.object({
  active: z.boolean(),
  roles: z.object({ supervisor: TagRules, agent: TagRules }),
})
export type Tagging = z.infer<typeof Tagging>

/** Before anybody has decided: off, and once on, for agents. */
export const noTagging: Tagging = {
  active: false,
  roles: {
    supervisor: { filter: false, assign: false, block: false },
    agent: { filter: true, assign: true, block: true },
  },
}

/** The channels and queues that tags hide from a person: all that is in them is hidden with them. */
export const Hidden = z.object({ channelIds: z.array(ChannelId), queueIds: z.array(QueueId) })
export type Hidden = z.infer<typeof Hidden>

/** Where an interaction is. A conversation that never had one is in no queue. */
export type Spot = { readonly channelId: ChannelId | null; readonly queueId: QueueId | null }

/** What of a person tags decide by. */
export type Tagged = { readonly role: Role; readonly tagIds: readonly TagId[] }
type Thing<Id> = { readonly id: Id; readonly tagIds: readonly TagId[] }

/** The one rule of tags: what has none is for everybody, what has some for those who share one of them. */
export const isFor = (tagIds: readonly TagId[], theirs: readonly TagId[]): boolean =>
  tagIds.length === 0 || tagIds.some((id) => theirs.includes(id))

/** What is hidden from this person; null: nothing. */
export function hiddenFrom(
  tagging: Tagging,
  person: Tagged,
  things: { readonly channels: Iterable<Thing<ChannelId>>; readonly queues: Iterable<Thing<QueueId>> },
): Hidden | null {
  if (!rulesFor(tagging, person.role)?.filter) return null
  const channelIds = hiddenAmong(things.channels, person)
  const queueIds = hiddenAmong(things.queues, person)
  return channelIds.length + queueIds.length === 0 ? null : { channelIds, queueIds }
}

function hiddenAmong<Id extends string>(things: Iterable<Thing<Id>>, { tagIds }: Tagged): Id[] {
  const ids: Id[] = []
  for (const thing of things) if (!isFor(thing.tagIds, tagIds)) ids.push(thing.id)
  return ids.sort()
}

/** Is what is here hidden? An interaction is seen by whoever may see both its channel and its queue. */
export const isHidden = (hidden: Hidden | null, { channelId, queueId }: Spot): boolean =>
  hidden !== null &&
  ((channelId !== null && hidden.channelIds.includes(channelId)) ||
    (queueId !== null && hidden.queueIds.includes(queueId)))

/** Whom or what work is given to: a person by their tags, a queue by its own. */
export type Receiver = { readonly tagIds: readonly TagId[] }

/** May this person give what is tagged so (its channel, its queue) to that person or queue? */
export function mayGive(
  tagging: Tagging,
  giver: Tagged,
  to: Receiver,
  of: { readonly channelTagIds: readonly TagId[]; readonly queueTagIds: readonly TagId[] },
): boolean {
  const rules = rulesFor(tagging, giver.role)
  if (!rules) return true
  if (rules.assign && !isFor(to.tagIds, giver.tagIds)) return false
  return !rules.block || (isFor(of.channelTagIds, to.tagIds) && isFor(of.queueTagIds, to.tagIds))
}

function rulesFor({ active, roles }: Tagging, role: Role): TagRules | null {
  return active && role !== 'administrator' ? roles[role] : null
}
