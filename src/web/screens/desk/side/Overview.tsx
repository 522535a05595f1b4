import { UnstyledButton } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { listInteractions } from '../../../../contract/operations/conversations.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { Loading } from '../../../parts/Loading.tsx'
import { ErrorBoundary } from '../../../shell/ErrorBoundary.tsx'
import { useAsked, useMay } from '../../../sync/use.ts'
import { Clock } from './Clock.tsx'
import { Contact } from './Contact.tsx'
import { PreviousLine } from './PreviousLine.tsx'
import classes from './side.module.css'
import { Tags } from './Tags.tsx'

const shown = 3

const Why = lazy(() => import('./Why.tsx').then((module) => ({ default: module.Why })))

/** The clock, the contact, the tags, and the last interactions. Each part that cannot be loaded leaves the others alone. */
export function Overview({ card, onAll }: { card: InteractionCard; onAll: () => void }) {
  return (
    <>
      <Clock card={card} />
      <ErrorBoundary of={card.conversation.contact.id}>
        <Contact card={card} />
      </ErrorBoundary>
      <Tags card={card} />
      <WhyThisAgent key={card.id} card={card} />
      <Previous card={card} onAll={onAll} />
    </>
  )
}

/** For supervisors, and asked only when they want to know. */
function WhyThisAgent({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const mayKnow = useMay('reports.read')
  const [open, setOpen] = useState(false)
  if (!mayKnow) return null
  return (
    <details className={`${classes.section} ${classes.why}`} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.whyThisAgent}</summary>
      {open && (
        <ErrorBoundary of={card.id}>
          <Suspense fallback={<Loading />}>
            <Why card={card} />
          </Suspense>
        </ErrorBoundary>
      )}
    </details>
  )
}

function Previous({ card, onAll }: { card: InteractionCard; onAll: () => void }) {
  const words = useWords(deskWords)
  const { contact } = card.conversation
  const { data } = useAsked(listInteractions, { contactId: contact.id, limit: shown + 2 })
  const before = data?.interactions.filter((one) => one.id !== card.id) ?? []
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
      {!data && <Loading lines={1} />}
      {data && before.length === 0 && <p className="quiet">{words.noPrevious}</p>}
      {before.slice(0, shown).map((one) => (
        <PreviousLine key={one.id} card={one} onOpen={onAll} />
      ))}
    </section>
  )
}
