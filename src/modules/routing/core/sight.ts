import type { ChannelId, QueueId, TagId } from '../../../contract/ids.ts'
import { hiddenFrom, type Tagged, type Tagging } from '../../../contract/sight.ts'
import type { RoutableAgent } from './route.ts'

/** An agent with what tags decide by. */
export type TaggedAgent = RoutableAgent & Tagged

type Things<Id> = ReadonlyMap<Id, { readonly id: Id; readonly tagIds: readonly TagId[] }>

/**
 * How the router sees agents: with what tags hide from them. Whoever may not see something is no candidate for it, and
 * an offer of it that stands with them is taken back. How much they may hold is the same as ever.
 */
export function inSightOf(tagging: Tagging, channels: Things<ChannelId>, queues: Things<QueueId>) {
  const tagged = { channels: withTags(channels), queues: withTags(queues) }
  return <A extends Tagged & Pick<RoutableAgent, 'barred'>>(agent: A): A => {
    const barred = hiddenFrom(tagging, agent, tagged)
    return barred === null ? agent : { ...agent, barred }
  }
}

const withTags = <Id>(things: Things<Id>) => [...things.values()].filter(({ tagIds }) => tagIds.length > 0)
