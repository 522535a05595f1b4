import { UnstyledButton } from '@mantine/core'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { listDispositions } from '../../../../contract/operations/dispositions.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { when } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { TagChips } from '../../../parts/TagChips.tsx'
import { serverNow } from '../../../sync/clock.ts'
import { useAsked } from '../../../sync/use.ts'
import { useTags } from '../tags/useTagging.ts'
import { nameOf } from '../wrap-up/tree.ts'
import classes from './side.module.css'

/** One earlier interaction: its number, what came of it, and when. */
export function PreviousLine({
  card,
  open = false,
  onOpen,
}: {
  card: InteractionCard
  open?: boolean
  onOpen: () => void
}) {
  const words = useWords(deskWords)
  const { data } = useAsked(listDispositions, {}, { catalog: 'dispositions' })
  const tags = useTags(card.tagIds)
  const outcome = card.dispositionId && data ? nameOf(data.dispositions, card.dispositionId) : ''
  return (
    <UnstyledButton className={classes.previous} aria-expanded={open} onClick={onOpen}>
      <span className="quiet">#{card.number}</span>
      <span className={classes.previousText}>
        {outcome !== '' ? outcome : card.state === 'closed' ? words.noOutcome : words.stillOpen}
        <TagChips tags={tags} most={2} />
      </span>
      <span className="quiet">{when(card.closedAt ?? card.createdAt, serverNow(), { locale: locale() })}</span>
    </UnstyledButton>
  )
}
