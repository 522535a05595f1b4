import { UnstyledButton } from '@mantine/core'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { listInteractions } from '../../../../contract/operations/conversations.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { ErrorBoundary } from '../../../shell/ErrorBoundary.tsx'
import { useAsked } from '../../../sync/use.ts'
import { Clock } from './Clock.tsx'
import { Contact } from './Contact.tsx'
import { PreviousLine } from './PreviousLine.tsx'
import classes from './side.module.css'

const shown = 3

/** The clock, the contact, and the last interactions. Each part that cannot be loaded leaves the others alone. */
export function Overview({ card, onAll }: { card: InteractionCard; onAll: () => void }) {
  return (
    <>
      <Clock card={card} />
      <ErrorBoundary of={card.conversation.contact.id}>
        <Contact card={card} />
      </ErrorBoundary>
      <Previous card={card} onAll={onAll} />
    </>
  )
}

function Previous({ card, onAll }: { card: InteractionCard; onAll: () => void }) {
  const words = useWords(deskWords)
  const { contact } = card.conversation
  const { data } = useAsked(listInteractions, { contactId: contact.id, limit: shown + 2 })
  const before = data?.interactions.filter((one) => one.id !== card.id) ?? []
  if (!data) return null
  return (
    <section className={classes.section} aria-labelledby="previous-title">
      <header className={classes.sectionHead}>
        <h2 id="previous-title">{words.previousInteractions}</h2>
        {before.length > shown && (
          <UnstyledButton className={classes.link} onClick={onAll}>
            {words.all}
          </UnstyledButton>
        )}
      </header>
      {before.length === 0 && <p className="quiet">{words.noPrevious}</p>}
      {before.slice(0, shown).map((one) => (
        <PreviousLine key={one.id} card={one} onOpen={onAll} />
      ))}
    </section>
  )
}
