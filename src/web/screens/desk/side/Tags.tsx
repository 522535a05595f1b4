import { ActionIcon, UnstyledButton } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { tagging } from '../../../i18n/tagging.ts'
import { TagChip } from '../../../parts/TagChip.tsx'
import { toast } from '../../../shell/toast.ts'
import { useMay, useView } from '../../../sync/use.ts'
import { useTagging, useTags } from '../tags/useTagging.ts'
import classes from './side.module.css'

/** What this interaction is labelled with; for who handles interactions, with the way to change it. */
export function Tags({ card }: { card: InteractionCard }) {
  const words = useWords(tagging)
  const mayTag = useMay('interactions.handle')
  const hasTags = useView((view) => Object.keys(view.tags).length > 0)
  const { shown, change } = useTagging(card)
  const tags = useTags(shown)
  if (!hasTags) return null
  return (
    <section className={classes.section} aria-labelledby="tags-title">
      <header className={classes.sectionHead}>
        <h2 id="tags-title">{words.tags}</h2>
        {mayTag && (
          <UnstyledButton className={classes.link} onClick={() => window.dispatchEvent(new Event('switchboard:tag'))}>
            {words.change}
          </UnstyledButton>
        )}
      </header>
      {tags.length === 0 && <p className="quiet">{words.none}</p>}
      <ul className={classes.tagList}>
        {tags.map((tag) => (
          <li key={tag.id}>
            <TagChip tag={tag} />
            {mayTag && (
              <ActionIcon
                size={24}
                aria-label={words.remove(tag.title)}
                onClick={() => {
                  change({ add: [], remove: [tag.id] })
                  const putBack = () => change({ add: [tag.id], remove: [] })
                  toast(words.removed(tag.title), tag.active ? { action: { name: words.putBack, run: putBack } } : {})
                }}
              >
                <IconX size={13} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
