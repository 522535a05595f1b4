import { Button, Group, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Instant } from '../../../../contract/ids.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { handling } from '../../../i18n/handling.ts'
import { serverNow } from '../../../sync/clock.ts'
import { fieldOf, timeIn, tomorrowMorning } from './times.ts'

/** A time of one's own, on one's own clock. */
export function PickTime({ onClose, onPicked }: { onClose: () => void; onPicked: (at: Instant) => Promise<void> }) {
  const words = useWords(handling)
  const { park } = useWords(deskWords)
  const { close } = useWords(common)
  const [field, setField] = useState(() => fieldOf(tomorrowMorning(serverNow())))
  const [isPast, setPast] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const at = timeIn(field)
    if (at === null || at <= serverNow()) return setPast(true)
    onClose()
    void onPicked(at)
  }
  return (
    <Modal opened onClose={onClose} title={words.pickTime} closeButtonProps={{ 'aria-label': close }}>
      <form onSubmit={submit}>
        <TextInput
          type="datetime-local"
          label={words.comeBackAt}
          description={words.example}
          value={field}
          error={isPast && words.timePast}
          onChange={(event) => {
            setPast(false)
            setField(event.currentTarget.value)
          }}
          data-autofocus
        />
        <Group justify="flex-end" mt="md">
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" variant="filled">
            {park}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
