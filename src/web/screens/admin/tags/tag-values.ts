import type { z } from 'zod'
import type { AgentCard, ChannelCard, QueueCard } from '../../../../contract/cards.ts'
import type { AgentId, TagId } from '../../../../contract/ids.ts'
import type { saveTag, TagSettings } from '../../../../contract/operations/tags.ts'
import { hiddenFrom, type TagCard, type Tagging } from '../../../../contract/sight.ts'
import type { NotSaved, Problem } from '../shared/useSettings.ts'

export type TagValues = Pick<TagCard, 'title' | 'colour' | 'active'>

export const newTag: TagValues = { title: '', colour: 'blue', active: true }
export const maxTitle = 30

/** Pure: the form of a tag as it is stored. */
export const tagValues = ({ title, colour, active }: TagSettings): TagValues => ({ title, colour, active })

/** Pure: what is sent to be saved. */
export const tagInput = (values: TagValues, id: TagId | null, version: number): z.input<(typeof saveTag)['input']> => ({
  ...values,
  id,
  version,
})

/** Pure: everything that keeps a tag from being saved. */
export function tagProblems(
  { title }: TagValues,
  words: { titleNeeded: string },
  tooLong: (length: number, most: number) => string,
): Problem[] {
  const { length } = title.trim()
  if (length === 0) return [{ path: 'title', text: words.titleNeeded }]
  return length > maxTitle ? [{ path: 'title', text: tooLong(length, maxTitle) }] : []
}

/** Pure: the field a refusal of the server speaks of. */
export const tagPlaces = ({ refusal }: NotSaved): string[] => (refusal === 'name_taken' ? ['title'] : [])

/** What tags mean, as a form holds it: one switch beside the other. */
export type RuleValues = {
  active: boolean
  agentFilter: boolean
  agentAssign: boolean
  agentBlock: boolean
  supervisorFilter: boolean
  supervisorAssign: boolean
  supervisorBlock: boolean
}

export const ruleValues = ({ active, roles: { agent, supervisor } }: Tagging): RuleValues => ({
  active,
  agentFilter: agent.filter,
  agentAssign: agent.assign,
  agentBlock: agent.block,
  supervisorFilter: supervisor.filter,
  supervisorAssign: supervisor.assign,
  supervisorBlock: supervisor.block,
})

export const taggingOf = (values: RuleValues): Tagging => ({
  active: values.active,
  roles: {
    agent: { filter: values.agentFilter, assign: values.agentAssign, block: values.agentBlock },
    supervisor: { filter: values.supervisorFilter, assign: values.supervisorAssign, block: values.supervisorBlock },
  },
})

export type SeesLess = { readonly id: AgentId; readonly name: string; readonly hidden: readonly HiddenThing[] }
export type HiddenThing = { readonly kind: 'channel' | 'queue'; readonly name: string }

/** Pure: from whom these rules would hide something, and what, by name. */
export function seesLess(
  tagging: Tagging,
  people: readonly Pick<AgentCard, 'id' | 'name' | 'role' | 'tagIds'>[],
  things: {
    readonly channels: readonly Pick<ChannelCard, 'id' | 'name' | 'tagIds'>[]
    readonly queues: readonly Pick<QueueCard, 'id' | 'name' | 'tagIds'>[]
  },
): SeesLess[] {
  return people.flatMap(({ id, name, ...person }) => {
    const hidden = hiddenFrom(tagging, person, things)
    if (hidden === null) return []
    const named = <Id extends string>(kind: HiddenThing['kind'], all: readonly { id: Id; name: string }[], ids: Id[]) =>
      all.filter((thing) => ids.includes(thing.id)).map((thing): HiddenThing => ({ kind, name: thing.name }))
    return [
      {
        id,
        name,
        hidden: [
          ...named('channel', things.channels, hidden.channelIds),
          ...named('queue', things.queues, hidden.queueIds),
        ],
      },
    ]
  })
}
