import type { UseQueryResult } from '@tanstack/react-query'
import type { z } from 'zod'
import type { listTags } from '../../../../contract/operations/tags.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { tags as tagWords } from '../../../i18n/tags.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { type Refused, useView } from '../../../sync/use.ts'

/** All tags, with what they mean and what they leave to nobody. */
export type Listed = z.output<typeof listTags.output>
export type TagsQuery = UseQueryResult<Listed, Refused>

/** What comes in where nobody may see it, and what to do about it. */
export function Unseen({ unseen }: Pick<Listed, 'unseen'>) {
  const words = useWords(tagWords)
  const { gone } = useWords(admin)
  const channels = useView((view) => view.channels)
  const queues = useView((view) => view.queues)
  return unseen.map(({ channelId, queueId, waiting }) => (
    <Callout key={channelId + queueId} tone="warn">
      {words.unseen(channels[channelId]?.name ?? gone, queues[queueId]?.name ?? gone, waiting)} {words.unseenText}
    </Callout>
  ))
}
