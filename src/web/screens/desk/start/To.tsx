import { Button, TextInput, UnstyledButton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconUser, IconX } from '@tabler/icons-react'
import type { ContactId } from '../../../../contract/ids.ts'
import { findContacts } from '../../../../contract/operations/contacts.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { usePhoneNumber } from '../../../i18n/phone.ts'
import { useAsked } from '../../../sync/use.ts'
import classes from './start.module.css'

/** A known contact, or a number as it is typed. */
export type Recipient =
  | { known: { contactId: ContactId; name: string; language: string | null } }
  | { number: string; name: string }

const typingMs = 200
const maxShown = 6

/** Whom to write to: type a number, or a name to find somebody known. */
export function To({ to, onTo }: { to: Recipient; onTo: (to: Recipient) => void }) {
  const words = useWords(deskWords)
  if ('known' in to)
    return (
      <div className={classes.known}>
        <IconUser size={16} aria-hidden />
        <b>
          <bdi>{to.known.name}</bdi>
        </b>
        <Button size="xs" leftSection={<IconX size={13} />} onClick={() => onTo({ number: '', name: '' })}>
          {words.someoneElse}
        </Button>
      </div>
    )
  return <Typed to={to} onTo={onTo} />
}

function Typed({ to, onTo }: { to: { number: string; name: string }; onTo: (to: Recipient) => void }) {
  const words = useWords(deskWords)
  const phoneNumber = usePhoneNumber()
  const [settled] = useDebouncedValue(to.number.trim(), typingMs)
  const { data } = useAsked(findContacts, { text: settled }, { enabled: settled.length >= 2 })
  const found = settled.length >= 2 ? (data?.contacts.slice(0, maxShown) ?? []) : []
  return (
    <>
      <TextInput
        label={words.numberOrContact}
        description={words.numberNote}
        value={to.number}
        onChange={(event) => onTo({ ...to, number: event.currentTarget.value })}
        data-autofocus
        autoComplete="off"
      />
      {found.length > 0 && (
        <ul className={classes.found} aria-label={words.knownContacts}>
          {found.map((contact) => (
            <li key={contact.id}>
              <UnstyledButton
                className={classes.one}
                onClick={() =>
                  onTo({ known: { contactId: contact.id, name: contact.name, language: contact.language } })
                }
              >
                <b>
                  <bdi>{contact.name}</bdi>
                </b>
                <span className="quiet figures">
                  {contact.phone ? phoneNumber(contact.phone) : (contact.username ?? '')}
                </span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
      <TextInput
        label={words.nameOptional}
        maxLength={120}
        value={to.name}
        onChange={(event) => onTo({ ...to, name: event.currentTarget.value })}
        autoComplete="off"
      />
    </>
  )
}
