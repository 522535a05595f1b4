import { Button, Checkbox, Group, Modal, Select, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { InteractionCard } from '../../../contract/cards.ts'
import type { AgentId, QueueId } from '../../../contract/ids.ts'
import { takesChannel } from '../../../modules/routing/core/line.ts'
import type { AgentLine } from '../../../modules/supervision/core/board.ts'
import { board } from '../../i18n/board.ts'
import { useWords } from '../../i18n/catalogue.ts'
import { common } from '../../i18n/common.ts'
import { useView } from '../../sync/use.ts'
import type { Steering } from './useSteering.ts'

type Props = { cards: readonly InteractionCard[]; steering: Steering; onClose: () => void }

/** Where to? */
export function MoveDialog({ cards, steering, onClose }: Props) {
  const words = useWords(board)
  const queues = useView((view) => view.queues)
  const [to, setTo] = useState<string | null>(null)
  const options = Object.values(queues)
    .filter((queue) => cards.some(({ conversation: { channelId } }) => takesChannel(queue, channelId)))
    .map(({ id, name }) => ({ value: id as string, label: name }))
    .sort((a, b) => a.label.localeCompare(b.label))
  return (
    <Dialog
      title={words.moveTitle(cards.length)}
      verb={words.move}
      ready={to !== null}
      onClose={onClose}
      onConfirm={() => void steering.move(cards, to as QueueId)}
    >
      <Select
        data-autofocus
        label={words.queue}
        description={words.moveText}
        data={options}
        value={to}
        onChange={setTo}
        searchable
      />
    </Dialog>
  )
}

/** To whom? Whoever is signed out or away is not to be chosen. */
export function GiveDialog({ cards, steering, agents, onClose }: Props & { agents: readonly AgentLine[] }) {
  const words = useWords(board)
  const [to, setTo] = useState<string | null>(null)
  const [above, setAbove] = useState(false)
  const options = agents
    .filter(({ state }) => state !== 'signed_out' && state !== 'away')
    .map(({ id, name, state, held, aside, places }) => ({
      value: id as string,
      label: `${name} · ${words.states(state)} · ${words.loadOf(held.length - aside, places)}`,
    }))
  return (
    <Dialog
      title={words.giveTitle(cards.length)}
      verb={words.give}
      ready={to !== null}
      onClose={onClose}
      onConfirm={() => void steering.give(cards, to as AgentId, above)}
    >
      <Select data-autofocus label={words.agent} data={options} value={to} onChange={setTo} searchable limit={50} />
      <Checkbox
        mt="md"
        label={words.aboveCapacity}
        description={words.aboveCapacityText}
        checked={above}
        onChange={(event) => setAbove(event.currentTarget.checked)}
      />
    </Dialog>
  )
}

/** It takes them away from where they work: asked once, with what follows. */
export function SignOutDialog({
  agent,
  steering,
  onClose,
}: {
  agent: AgentLine
  steering: Steering
  onClose: () => void
}) {
  const words = useWords(board)
  return (
    <Dialog
      title={words.signOutAsk(agent.name)}
      verb={words.signOut}
      ready
      onClose={onClose}
      onConfirm={() => void steering.signOut(agent.id, agent.name)}
      dangerous
    >
      <Text size="sm">{words.signOutText(agent.held.length)}</Text>
    </Dialog>
  )
}

function Dialog({
  title,
  verb,
  ready,
  dangerous,
  onClose,
  onConfirm,
  children,
}: {
  title: string
  verb: string
  ready: boolean
  dangerous?: boolean
  onClose: () => void
  onConfirm: () => void
  children: ReactNode
}) {
  const words = useWords(common)
  const confirm = () => {
    onClose()
    onConfirm()
  }
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': words.close }}>
      {children}
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button variant="filled" {...(dangerous && { color: 'red' })} disabled={!ready} onClick={confirm}>
          {verb}
        </Button>
      </Group>
    </Modal>
  )
}
