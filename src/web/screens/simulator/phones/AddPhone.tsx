import { Button, Group, Modal, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { api } from '../live/api.ts'
import { withWholePhone } from '../live/scene.ts'
import { live } from '../live/use.ts'
import { useSimulator } from '../simulator-context.ts'
import { refusalSentence } from '../useDo.ts'
import { asE164, freeNumber, invented } from './invented.ts'

type Kind = 'number' | 'user_id'

/** A new phone: with a number, or known by its user id only. */
export function AddPhone({ onClose }: { onClose: () => void }) {
  const words = useWords(simulator)
  const { select } = useSimulator()
  const [person] = useState(() => invented(live.read().scene?.phones ?? []))
  const [kind, setKind] = useState<Kind>('number')
  const [name, setName] = useState(person.name)
  const [username, setUsername] = useState(person.username)
  const [number, setNumber] = useState(() => freeNumber(live.read().scene?.phones ?? []))
  const [refusal, setRefusal] = useState<string | null>(null)
  const e164 = asE164(number)
  const numberTrouble = kind === 'number' && e164 === null ? words.numberTrouble : null

  const add = async (event: FormEvent) => {
    event.preventDefault()
    if (numberTrouble !== null || name.trim() === '') return
    const answer = await api.addPhone({
      name: name.trim(),
      number: kind === 'number' ? e164 : null,
      username: kind === 'user_id' ? username.trim() || null : null,
    })
    if (!answer.ok) return setRefusal(refusalSentence(answer.refusal))
    live.change((scene) => withWholePhone(scene, { ...answer.value, chats: [] }))
    select(answer.value.id)
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title={words.addPhone} closeButtonProps={{ 'aria-label': words.close }}>
      <form onSubmit={(event) => void add(event)}>
        <Stack gap="md">
          <SegmentedControl
            value={kind}
            onChange={setKind}
            aria-label={words.kindOfPhone}
            data={[
              { value: 'number', label: words.withNumber },
              { value: 'user_id', label: words.withoutNumber },
            ]}
          />
          <TextInput
            label={words.name}
            value={name}
            maxLength={60}
            required
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {kind === 'number' ? (
            <TextInput
              label={words.phoneNumber}
              description={words.phoneNumberNote}
              value={number}
              inputMode="tel"
              required
              error={numberTrouble ?? refusal}
              onChange={(event) => {
                setNumber(event.currentTarget.value)
                setRefusal(null)
              }}
            />
          ) : (
            <TextInput
              label={words.username}
              description={words.usernameNote}
              value={username}
              maxLength={60}
              error={refusal}
              onChange={(event) => setUsername(event.currentTarget.value)}
            />
          )}
          <Group justify="flex-end" gap="sm">
            <Button onClick={onClose}>{words.cancel}</Button>
            <Button type="submit" variant="filled">
              {words.addThisPhone}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
