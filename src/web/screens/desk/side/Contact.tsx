import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { IconBan, IconCircleCheck, IconCopy, IconPencil } from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { type ContactDetails, getContact } from '../../../../contract/operations/contacts.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { shortDate } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { usePhoneNumber } from '../../../i18n/phone.ts'
import { Avatar } from '../../../parts/Avatar.tsx'
import { Loading } from '../../../parts/Loading.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { serverNow } from '../../../sync/clock.ts'
import { Refused, useAsked, useMay, useView } from '../../../sync/use.ts'
import classes from './side.module.css'

const ContactForm = lazy(() => import('./ContactForm.tsx').then((module) => ({ default: module.ContactForm })))

/** The contact: addresses, language, consent with its history, and a note; a pencil to correct it. */
export function Contact({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const { contact } = card.conversation
  const asked = useAsked(getContact, { contactId: contact.id }, { catalog: 'contacts' })
  const mayEdit = useMay('contacts.edit')
  const [editing, setEditing] = useState(false)
  const details = asked.data
  return (
    <section className={classes.section} aria-label={words.contact}>
      <div className={classes.who}>
        <Avatar id={contact.id} name={contact.name} size={40} />
        <div className={classes.whoText}>
          <b>
            <bdi>{contact.name}</bdi>
          </b>
          {details && (
            <span className="quiet">
              {words.knownSince(shortDate(details.createdAt, serverNow(), { locale: locale() }))}
            </span>
          )}
        </div>
        {mayEdit && details && (
          <Tooltip label={words.editContact}>
            <ActionIcon aria-label={words.editContact} onClick={() => setEditing(true)}>
              <IconPencil size={16} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {asked.error instanceof Refused ? (
        <Trouble refusal={asked.error.refusal} again={() => void asked.refetch()} />
      ) : details ? (
        <Facts card={card} details={details} />
      ) : (
        <Loading lines={2} />
      )}
      {editing && details && (
        <Suspense>
          <ContactForm details={details} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </section>
  )
}

function Facts({ card, details }: { card: InteractionCard; details: ContactDetails }) {
  const words = useWords(deskWords)
  const common_ = useWords(common)
  const phoneNumber = usePhoneNumber()
  const kind = useView((view) => view.channels[card.conversation.channelId]?.kind ?? 'whatsapp')
  const language = details.language && languageName(details.language)
  const lines: [string, ReactNode][] = [
    ...(details.phone
      ? [
          [common_[kind], <Copied key="phone" shown={phoneNumber(details.phone)} value={details.phone} />] as [
            string,
            ReactNode,
          ],
        ]
      : []),
    ...(details.username
      ? [[words.username, <bdi key="username">@{details.username.replace(/^@/, '')}</bdi>] as [string, ReactNode]]
      : []),
    ...(!details.phone && details.hasUserId ? [[words.number, words.noNumber] as [string, ReactNode]] : []),
    ...(details.email
      ? [[common_.email, <Copied key="email" shown={details.email} value={details.email} />] as [string, ReactNode]]
      : []),
    ...(language ? [[common_.language, language] as [string, ReactNode]] : []),
    [words.consent, <Consent key="consent" details={details} />],
    ...(details.note !== ''
      ? [
          [
            words.noteAbout,
            <span key="note" dir="auto" className={classes.aboutNote}>
              {details.note}
            </span>,
          ] as [string, ReactNode],
        ]
      : []),
  ]
  return (
    <>
      <dl className={classes.kv}>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ConsentHistory details={details} />
    </>
  )
}

function Copied({ shown, value }: { shown: string; value: string }) {
  const { copy, copied } = useWords(common)
  return (
    <span className={classes.copied}>
      <bdi className="figures">{shown}</bdi>
      <CopyButton value={value}>
        {({ copied: done, copy: run }) => (
          <Tooltip label={done ? copied : copy}>
            <ActionIcon size={24} aria-label={`${copy}: ${shown}`} onClick={run}>
              <IconCopy size={13} />
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </span>
  )
}

function Consent({ details }: { details: ContactDetails }) {
  const words = useWords(deskWords)
  const refused = details.doNotContact || details.consent === 'revoked'
  return (
    <span className={classes.consent} data-state={refused ? 'bad' : details.consent === 'granted' ? 'good' : 'none'}>
      {refused ? (
        <IconBan size={14} aria-hidden />
      ) : (
        details.consent === 'granted' && <IconCircleCheck size={14} aria-hidden />
      )}
      {details.doNotContact ? words.doNotContact : words.consentState(details.consent)}
    </span>
  )
}

function ConsentHistory({ details }: { details: ContactDetails }) {
  const words = useWords(deskWords)
  if (details.consents.length === 0) return null
  return (
    <details className={classes.ledger}>
      <summary>{words.consentHistory(details.consents.length)}</summary>
      <ul>
        {details.consents.map((entry) => (
          <li key={`${entry.at} ${entry.purpose} ${entry.granted}`}>
            {words.consentEntry(entry.purpose, entry.granted, entry.source, entry.byName)}
            <span className="quiet"> · {shortDate(entry.at, serverNow(), { locale: locale() })}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** "Portuguese" for "pt"; what the browser does not know stays as it is. */
function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(locale(), { type: 'language' }).of(tag.replace('_', '-')) ?? tag
  } catch {
    return tag
  }
}
