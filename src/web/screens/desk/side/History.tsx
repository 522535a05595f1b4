import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { listInteractions } from '../../../../contract/operations/conversations.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { Loading } from '../../../parts/Loading.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { call } from '../../../sync/call.ts'
import { Refused } from '../../../sync/use.ts'
import { PreviousLine } from './PreviousLine.tsx'
import classes from './side.module.css'
import { Transcript } from './Transcript.tsx'

const pageSize = 20

/** All interactions of this contact, newest first, each with its transcript. */
export function History({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const contactId = card.conversation.contact.id
  const [open, setOpen] = useState<string | null>(null)
  const pages = useInfiniteQuery({
    queryKey: [listInteractions.path, 'history', contactId],
    initialPageParam: undefined as number | undefined,
    queryFn: async ({ pageParam }) => {
      const answer = await call(listInteractions, { contactId, before: pageParam, limit: pageSize })
      if (!answer.ok) throw new Refused(answer)
      return answer.value
    },
    getNextPageParam: (page) => (page.hasMore ? page.interactions.at(-1)?.createdAt : undefined),
    staleTime: 0,
  })
  if (pages.error instanceof Refused)
    return <Trouble refusal={pages.error.refusal} again={() => void pages.refetch()} />
  if (!pages.data) return <Loading />
  const all = pages.data.pages.flatMap((page) => page.interactions)
  return (
    <div className={classes.history}>
      {all.map((one) => (
        <div key={one.id} className={classes.historyOne}>
          <PreviousLine card={one} open={open === one.id} onOpen={() => setOpen(open === one.id ? null : one.id)} />
          {open === one.id && <Transcript interactionId={one.id} />}
        </div>
      ))}
      {pages.hasNextPage && (
        <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {words.older}
        </Button>
      )}
    </div>
  )
}
