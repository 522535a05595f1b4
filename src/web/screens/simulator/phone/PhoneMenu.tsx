import { Button, Group, Menu, Modal, Text, TextInput } from '@mantine/core'
import {
  IconBan,
  IconBell,
  IconBellOff,
  IconChecks,
  IconDotsVertical,
  IconEyeOff,
  IconHash,
  IconPlane,
  IconRefresh,
  IconTrash,
  IconWifi,
} from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { api } from '../live/api.ts'
import { live } from '../live/use.ts'
import { asE164, freeNumber } from '../phones/invented.ts'
import type { ChatPlace } from '../simulator-context.ts'
import { refusalSentence, useDo } from '../useDo.ts'
import classes from './handset.module.css'

/** What can be switched about a phone and the person who holds it. */
export function PhoneMenu({ phone, number }: ChatPlace) {
  const words = useWords(simulator)
  const run = useDo()
  const [asking, setAsking] = useState<'number' | 'remove' | null>(null)
  const change = (changes: Parameters<typeof api.changePhone>[1]) => void run(api.changePhone(phone.id, changes))
  const isBlocked = phone.blocked.includes(number.phoneNumberId)
  const block = () => change({ block: { phoneNumberId: number.phoneNumberId, blocked: !isBlocked } })
  return (
    <>
      <Menu position="bottom-end" width={250}>
        <Menu.Target>
          <button type="button" className={classes.iconButton} aria-label={words.phoneMenu}>
            <IconDotsVertical size={18} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={phone.online ? <IconPlane size={16} /> : <IconWifi size={16} />}
            onClick={() => change({ online: !phone.online })}
          >
            {phone.online ? words.goOffline : words.goOnline}
          </Menu.Item>
          <Menu.Item leftSection={<IconBan size={16} />} onClick={block}>
            {isBlocked ? words.unblock(number.name) : words.block(number.name)}
          </Menu.Item>
          <Menu.Item
            leftSection={phone.marketingStopped ? <IconBell size={16} /> : <IconBellOff size={16} />}
            onClick={() => change({ marketingStopped: !phone.marketingStopped })}
          >
            {phone.marketingStopped ? words.resumeOffers : words.stopOffers}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconChecks size={16} />}
            onClick={() => change({ readReceipts: !phone.readReceipts })}
          >
            {phone.readReceipts ? words.receiptsOff : words.receiptsOn}
          </Menu.Item>
          <Menu.Divider />
          {phone.number === null ? (
            <Menu.Item leftSection={<IconHash size={16} />} onClick={() => setAsking('number')}>
              {words.gainNumber}
            </Menu.Item>
          ) : (
            <>
              <Menu.Item
                leftSection={<IconEyeOff size={16} />}
                onClick={() => change({ numberShared: !phone.numberShared })}
              >
                {phone.numberShared ? words.hideNumber : words.showNumber}
              </Menu.Item>
              <Menu.Item leftSection={<IconHash size={16} />} onClick={() => setAsking('number')}>
                {words.changeNumber}
              </Menu.Item>
              <Menu.Item leftSection={<IconHash size={16} />} onClick={() => change({ number: null })}>
                {words.loseNumber}
              </Menu.Item>
            </>
          )}
          <Menu.Item
            leftSection={<IconRefresh size={16} />}
            onClick={() => void run(api.act(phone.id, number.phoneNumberId, { type: 'rotate_user_id' }))}
          >
            {words.rotateUserId}
          </Menu.Item>
          <Menu.Label className={classes.userId ?? ''}>{words.userId(phone.userId)}</Menu.Label>
          <Menu.Divider />
          <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => setAsking('remove')}>
            {words.removePhone}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking === 'number' && <NumberForm phone={phone} onClose={() => setAsking(null)} />}
      {asking === 'remove' && <Removal phone={phone} onClose={() => setAsking(null)} />}
    </>
  )
}

type Asked = { phone: ChatPlace['phone']; onClose: () => void }

/** The first number of a phone, or another one. */
function NumberForm({ phone, onClose }: Asked) {
  const words = useWords(simulator)
  const [number, setNumber] = useState(() => freeNumber(live.read().scene?.phones ?? []))
  const [refusal, setRefusal] = useState<string | null>(null)
  const e164 = asE164(number)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (e164 === null) return
    const answer = await api.changePhone(phone.id, { number: e164 })
    if (answer.ok) onClose()
    else setRefusal(refusalSentence(answer.refusal))
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={phone.number === null ? words.gainNumber : words.changeNumber}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      <form onSubmit={(event) => void submit(event)}>
        <TextInput
          label={words.phoneNumber}
          description={words.phoneNumberNote}
          value={number}
          inputMode="tel"
          required
          data-autofocus
          error={e164 === null ? words.numberTrouble : refusal}
          onChange={(event) => {
            setNumber(event.currentTarget.value)
            setRefusal(null)
          }}
        />
        <Group justify="flex-end" gap="sm" mt="lg">
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" variant="filled">
            {words.useThisNumber}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

function Removal({ phone, onClose }: Asked) {
  const words = useWords(simulator)
  const run = useDo()
  const remove = async () => {
    if (await run(api.removePhone(phone.id))) onClose()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.removeQuestion(phone.label)}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      <Text size="sm">{words.removeConsequence}</Text>
      <Group justify="flex-end" gap="sm" mt="lg">
        <Button data-autofocus onClick={onClose}>
          {words.cancel}
        </Button>
        <Button variant="filled" color="red" onClick={() => void remove()}>
          {words.removePhone}
        </Button>
      </Group>
    </Modal>
  )
}
