import { useRef, useState } from 'react'
import type { AgentId, ChannelId, QueueId, TagId } from '../../../../contract/ids.ts'
import { putTags } from '../../../../contract/operations/tags.ts'
import type { TagCard } from '../../../../contract/sight.ts'
import type { View } from '../../../../contract/view.ts'
import { retagged, type TagChange } from '../../../../modules/tags/core/tags.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { toast } from '../../../shell/toast.ts'
import { call } from '../../../sync/call.ts'
import { useView } from '../../../sync/use.ts'

/** What an administrator puts tags on: other systems too, by the agent they act as. */
export type Carrier =
  | { kind: 'channel'; id: ChannelId }
  | { kind: 'queue'; id: QueueId }
  | { kind: 'agent'; id: AgentId }

/** Tags by title, as a person looks for one. */
export const byTitle = (a: TagCard, b: TagCard): number => a.title.localeCompare(b.title)

const carrierOf = ({ channels, queues, agents }: View, { kind, id }: Carrier) =>
  ({ channel: channels[id], queue: queues[id], agent: agents[id] })[kind]

/** Where a call names the things of each kind. */
export const placesOf = (carriers: readonly Carrier[]) => ({
  channelIds: carriers.flatMap((one) => (one.kind === 'channel' ? one.id : [])),
  queueIds: carriers.flatMap((one) => (one.kind === 'queue' ? one.id : [])),
  agentIds: carriers.flatMap((one) => (one.kind === 'agent' ? one.id : [])),
})

const none: readonly TagId[] = []

/** The tags of a thing as the stream has them, and how to change them: at once, one change after the other. */
export function useTagOn(carrier: Carrier) {
  const known = useView((view) => carrierOf(view, carrier)?.tagIds ?? none)
  const last = useRef<Promise<unknown>>(Promise.resolve())
  const underWay = useRef(0)
  const [asked, setAsked] = useState<readonly TagId[] | null>(null)

  async function send({ add, remove }: TagChange): Promise<void> {
    const answer = await call(putTags, { ...placesOf([carrier]), add: [...add], remove: [...remove] })
    if (!answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
    underWay.current--
    if (underWay.current === 0 || !answer.ok) setAsked(null)
  }

  function change(tagChange: TagChange): void {
    setAsked((before) => {
      const next = retagged(before ?? known, tagChange)
      return next.ok && next.value !== null ? next.value : before
    })
    underWay.current++
    last.current = last.current.then(() => send(tagChange))
  }
  return { tagIds: asked ?? known, change }
}
