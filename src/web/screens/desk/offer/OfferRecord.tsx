import { IconAddressBook } from '@tabler/icons-react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { listInteractions } from '../../../../contract/operations/conversations.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { when } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { serverNow } from '../../../sync/clock.ts'
import { useAsked, useView } from '../../../sync/use.ts'
import classes from './offer.module.css'

/**
 * What is known about the contact before accepting: the last time they were here, and with whom. Its room is kept while it
 * is asked for: the buttons below do not move under the hand.
 */
export function OfferRecord({ card }: { card: InteractionCard }) {
  const contactId = card.conversation.contact.id
  const words = useWords(deskWords)
  const agents = useView((view) => view.agents)
  const { data } = useAsked(listInteractions, { contactId, limit: 2 })
  const last = data?.interactions.find((one) => one.id !== card.id)
  const known = last !== undefined || card.reopened > 0
  return (
    <div className={classes.record} hidden={!data}>
      <div className={classes.recordHead}>
        <IconAddressBook size={15} aria-hidden />
        {known ? words.knownContact : words.newContact}
      </div>
      {last && (
        <dl className={classes.facts}>
          <dt>{words.lastContact}</dt>
          <dd className="figures">
            {words.lastContactWith(
              last.number,
              when(last.closedAt ?? last.createdAt, serverNow(), { locale: locale() }),
              agents[last.agentId ?? '']?.name ?? '',
            )}
          </dd>
        </dl>
      )}
    </div>
  )
}
