import { Button, Group, Modal, Radio, Stack } from '@mantine/core'
import {
  IconArrowBackUp,
  IconCopy,
  IconExternalLink,
  IconHandFinger,
  IconList,
  IconPhone,
  type TablerIcon,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { toast } from '../../../shell/toast.ts'
import type { Action } from '../live/api.ts'
import type { Message } from '../live/wire.ts'
import classes from './handset.module.css'
import { sampleCards, samplePlace } from './samples.ts'
import type { ChatHandle } from './useChat.ts'

type Button_ = Message['shown']['buttons'][number]
type Props = { message: Message; chat: ChatHandle }

const glyphs: Record<Button_['kind'], TablerIcon> = {
  reply: IconArrowBackUp,
  url: IconExternalLink,
  call: IconPhone,
  copy: IconCopy,
  other: IconHandFinger,
}

/** What the business offers to press. Nothing leaves this machine: addresses and numbers are only named. */
export function Buttons({ message, chat }: Props) {
  const words = useWords(simulator)
  const { buttons, list } = message.shown
  if (message.from === 'contact' || (buttons.length === 0 && !list)) return null
  const press = (button: Button_, index: number) => {
    if (button.kind === 'reply') void chat.act({ type: 'tap', messageId: message.id, button: index })
    else if (button.kind === 'url') toast(words.wouldOpen(button.url ?? ''))
    else if (button.kind === 'call') toast(words.wouldCall)
    else if (button.kind === 'copy') void copyCode(button.payload ?? '').then(() => toast(words.copied))
    else pressOther()
  }
  const pressOther = () => {
    const answer = answerTo(message.wire.type, message.id)
    if (answer) void chat.act(answer)
    else toast(words.nothingHappens)
  }
  return (
    <div className={classes.buttons}>
      {buttons.map((button, index) => {
        const Glyph = glyphs[button.kind]
        return (
          <button key={index} type="button" className={classes.button} onClick={() => press(button, index)}>
            <Glyph size={15} aria-hidden />
            <span dir="auto">{button.title}</span>
          </button>
        )
      })}
      {list && <ListButton message={message} list={list} chat={chat} />}
    </div>
  )
}

const copyCode = (code: string): Promise<void> => navigator.clipboard.writeText(code)

/** Buttons that ask for something of the phone itself; null for those with which nothing can be done here. */
function answerTo(kind: unknown, messageId: string): Action | null {
  switch (kind) {
    case 'location_request_message':
      return { type: 'location', ...samplePlace, quotedId: messageId }
    case 'contact_request':
      return { type: 'contacts', contacts: sampleCards, asked: true, quotedId: messageId }
    case 'flow':
      return { type: 'form', name: 'flow', response: JSON.stringify({ choice: 'yes' }), messageId }
    case 'address_message':
      return { type: 'form', name: 'address_message', response: JSON.stringify({ city: 'Leeds' }), messageId }
    case 'voice_call':
      return { type: 'call', answered: false }
    default:
      return null
  }
}

type List = NonNullable<Message['shown']['list']>

function ListButton({ message, list, chat }: Props & { list: List }) {
  const words = useWords(simulator)
  const [open, setOpen] = useState(false)
  const [rowId, setRowId] = useState(list.rows[0]?.id ?? '')
  const send = async () => {
    if (await chat.act({ type: 'choose', messageId: message.id, rowId })) setOpen(false)
  }
  return (
    <>
      <button type="button" className={classes.button} onClick={() => setOpen(true)}>
        <IconList size={15} aria-hidden />
        <span dir="auto">{list.button}</span>
      </button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={list.button}
        closeButtonProps={{ 'aria-label': words.close }}
      >
        <Radio.Group value={rowId} onChange={setRowId} aria-label={list.button}>
          <Stack gap="md">
            {list.rows.map((row) => (
              <Radio key={row.id} value={row.id} label={row.title} description={row.description} />
            ))}
          </Stack>
        </Radio.Group>
        <Group justify="flex-end" mt="lg">
          <Button variant="filled" onClick={() => void send()}>
            {words.send}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
