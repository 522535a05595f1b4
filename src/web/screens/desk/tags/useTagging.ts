import { useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import type { TagId } from '../../../../contract/ids.ts'
import { listInteractions, openConversation } from '../../../../contract/operations/conversations.ts'
import { tagInteraction } from '../../../../contract/operations/routing.ts'
import type { TagCard } from '../../../../contract/sight.ts'
import { retagged, type TagChange } from '../../../../modules/tags/core/tags.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { useStateOf } from '../../../parts/useStateOf.ts'
import { toast } from '../../../shell/toast.ts'
import { call } from '../../../sync/call.ts'
import { useView } from '../../../sync/use.ts'

/** Tags by title, as a person looks for one. */
export const byTitle = (a: TagCard, b: TagCard): number => a.title.localeCompare(b.title)

/** The tags these ids are of. */
export function useTags(ids: readonly TagId[]): TagCard[] {
  const tags = useView((view) => view.tags)
  return ids.flatMap((id) => tags[id] ?? [])
}

/**
 * Put tags on an interaction and take them off. What is asked for is shown at once; one change goes out after the other,
 * however quickly they are pressed, and what is refused is as it was, with the reason.
 */
export function useTagging({ id, tagIds }: InteractionCard) {
  const queries = useQueryClient()
  const last = useRef<Promise<unknown>>(Promise.resolve())
  const underWay = useRef(0)
  const [asked, setAsked] = useStateOf<readonly TagId[] | null>(id, null)

  async function send(tagChange: TagChange): Promise<void> {
    const { add, remove } = tagChange
    const answer = await call(tagInteraction, { interactionId: id, add: [...add], remove: [...remove] })
    if (!answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
    // What is closed is in no list that the stream keeps right.
    await queries.invalidateQueries({ queryKey: [openConversation.path] })
    underWay.current--
    if (underWay.current === 0 || !answer.ok) setAsked(null)
    void queries.invalidateQueries({ queryKey: [listInteractions.path] })
  }

  function change(tagChange: TagChange): void {
    setAsked((before) => {
      const next = retagged(before ?? tagIds, tagChange)
      return next.ok && next.value !== null ? next.value : before
    })
    underWay.current++
    last.current = last.current.then(() => send(tagChange))
  }
  return { shown: asked ?? tagIds, change }
}
