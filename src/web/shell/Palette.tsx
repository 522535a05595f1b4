import { useDebouncedValue } from '@mantine/hooks'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { findContacts } from '../../contract/operations/contacts.ts'
import { listInteractions } from '../../contract/operations/conversations.ts'
import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import { usePhoneNumber } from '../i18n/phone.ts'
import { KeyHint } from '../parts/KeyHint.tsx'
import { useAsked, useView } from '../sync/use.ts'
import { type Command, commandsNow } from './commands.ts'
import '@mantine/spotlight/styles.layer.css'

const typingMs = 200

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()

const [opened, spotlight] = createSpotlight()

/** Ctrl K: go somewhere, do something, find a contact or an interaction by its number. */
export function Palette({ onClose }: { onClose: () => void }) {
  const words = useWords(common)
  const [query, setQuery] = useState('')
  // Opened through its store: one that is forced open does not hear Escape.
  useEffect(() => {
    spotlight.open()
    return () => spotlight.close()
  }, [])
  const [commands] = useState(commandsNow)
  const wanted = fold(query.trim())
  const fitting = commands.filter(({ name, note }) => fold(`${name} ${note ?? ''}`).includes(wanted))
  const found = useFound(query, onClose)
  const all = [...fitting, ...found]
  const groups = Map.groupBy(all, (command) => command.group)
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      store={opened}
      onSpotlightClose={onClose}
      attributes={{ content: { 'aria-label': words.commands } }}
      shortcut={null}
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      scrollable
      maxHeight={420}
    >
      <Spotlight.Search
        placeholder={words.commandsPlaceholder}
        aria-label={words.commands}
        leftSection={<IconSearch size={18} />}
      />
      <Spotlight.ActionsList>
        {[...groups].map(([group, members]) => (
          <Spotlight.ActionsGroup key={group} label={group}>
            {members.map((command) => (
              <Spotlight.Action
                key={command.id}
                label={command.name}
                {...(command.note && { description: command.note })}
                rightSection={command.keys && <KeyHint keys={command.keys} />}
                onClick={() => {
                  onClose()
                  command.run()
                }}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {all.length === 0 && <Spotlight.Empty>{words.commandsNothing}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

/** Contacts and interactions that fit what was typed, also by the title of a tag, asked from the server a moment after typing stops. */
function useFound(query: string, onDone: () => void): Command[] {
  const words = useWords(common)
  const navigate = useNavigate()
  const phoneNumber = usePhoneNumber()
  const [settled] = useDebouncedValue(query.trim(), typingMs)
  const enabled = settled.length >= 2
  const byContact = useAsked(findContacts, { text: settled }, { enabled: enabled && !settled.startsWith('#') })
  const byNumber = useAsked(listInteractions, { search: settled, limit: 8 }, { enabled })
  const tag = useView((view) =>
    enabled ? Object.values(view.tags).find(({ title }) => fold(title).startsWith(fold(settled))) : undefined,
  )
  const byTag = useAsked(listInteractions, { ...(tag && { tagId: tag.id }), limit: 8 }, { enabled: tag !== undefined })
  if (!enabled) return []
  const open = (conversationId: string) => {
    onDone()
    void navigate({ to: '/desk/$conversationId', params: { conversationId } })
  }
  const interactions = (byNumber.data?.interactions ?? []).map((card) => ({
    id: card.id,
    group: words.groupInteractions,
    name: `#${card.number} ${card.conversation.contact.name}`,
    run: () => open(card.conversation.id),
  }))
  const tagged = (tag ? (byTag.data?.interactions ?? []) : []).map((card) => ({
    id: `tag ${card.id}`,
    group: words.groupInteractions,
    name: `#${card.number} ${card.conversation.contact.name}`,
    note: tag?.title ?? '',
    run: () => open(card.conversation.id),
  }))
  const known = new Map((byNumber.data?.interactions ?? []).map((card) => [card.conversation.contact.id, card]))
  const contacts = (byContact.data?.contacts ?? []).flatMap((contact) => {
    const card = known.get(contact.id)
    if (!card) return []
    return [
      {
        id: contact.id,
        group: words.groupContacts,
        name: contact.name,
        note: contact.phone ? phoneNumber(contact.phone) : '',
        run: () => open(card.conversation.id),
      },
    ]
  })
  return [...contacts, ...interactions, ...tagged]
}
