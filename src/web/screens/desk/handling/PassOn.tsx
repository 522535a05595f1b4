import { Button, Checkbox, Group, Modal, NativeSelect, SegmentedControl, Stack, Text, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import type { AgentId, OfferId, QueueId } from '../../../../contract/ids.ts'
import { maxTransferNote, passInteraction } from '../../../../contract/operations/routing.ts'
import { takesChannel } from '../../../../modules/routing/core/line.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { handling } from '../../../i18n/handling.ts'
import { Trouble } from '../../../parts/Trouble.tsx'
import { toast } from '../../../shell/toast.ts'
import { useAct, useMade, useView } from '../../../sync/use.ts'

type Props = {
  card: InteractionCard
  /** Settles when what was sent before is at the server. */
  allSaid: () => Promise<void>
  onClose: () => void
}

/** To a queue or a colleague, with a word for whoever takes it. */
export function PassOn({ card, allSaid, onClose }: Props) {
  const words = useWords(handling)
  const { passOn } = useWords(deskWords)
  const { close } = useWords(common)
  const passing = useAct(passInteraction, card.id)
  const colleagues = useMade((view) =>
    Object.values(view.agents)
      .filter(({ id, active, presence }) => active && id !== view.me.agentId && presence.state === 'available')
      .toSorted((a, b) => a.name.localeCompare(b.name)),
  )
  const queues = useMade((view) =>
    Object.values(view.queues)
      .filter((queue) => takesChannel(queue, card.conversation.channelId))
      .toSorted((a, b) => a.name.localeCompare(b.name)),
  )
  const { returnSeconds } = useView((view) => view.transferRules)
  const [kind, setKind] = useState<'agent' | 'queue'>(colleagues.length > 0 ? 'agent' : 'queue')
  const [agentId, setAgentId] = useState<string>(colleagues[0]?.id ?? '')
  const [queueId, setQueueId] = useState<string>(queues.find(({ id }) => id !== card.queueId)?.id ?? card.queueId)
  // Colleagues come and go while this is open: what the field shows is what is meant.
  const shownAgentId = shownOf(colleagues, agentId)
  const shownQueueId = shownOf(queues, queueId)
  const [note, setNote] = useState('')
  const [asksFirst, setAsksFirst] = useState(false)
  // One passing on, however often it is pressed.
  const [transferId] = useState(() => crypto.randomUUID() as OfferId)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    await allSaid()
    const mode = asksFirst ? 'consulted' : 'blind'
    const to =
      kind === 'queue'
        ? { queueId: shownQueueId as QueueId }
        : { agentId: shownAgentId as AgentId, mode: mode as typeof mode }
    const answer = await passing.run({ interactionId: card.id, transferId, to, note })
    if (!answer?.ok) return
    toast(kind === 'agent' && asksFirst ? words.asked : words.passed)
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title={passOn} closeButtonProps={{ 'aria-label': close }}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          {passing.refusal && <Trouble refusal={passing.refusal} />}
          <SegmentedControl
            aria-label={words.passTo}
            value={kind}
            onChange={(value) => setKind(value as typeof kind)}
            data={[
              { value: 'agent', label: words.aColleague },
              { value: 'queue', label: words.aQueue },
            ]}
          />
          {kind === 'queue' && (
            <NativeSelect
              label={words.queue}
              data-autofocus
              value={shownQueueId}
              onChange={(event) => setQueueId(event.currentTarget.value)}
              data={queues.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
          {kind === 'agent' && colleagues.length === 0 && <Text size="sm">{words.nobodyThere}</Text>}
          {kind === 'agent' && colleagues.length > 0 && (
            <>
              <NativeSelect
                label={words.colleague}
                data-autofocus
                value={shownAgentId}
                onChange={(event) => setAgentId(event.currentTarget.value)}
                data={colleagues.map(({ id, name, presence }) => ({
                  value: id,
                  label: presence.onCallSince === null ? name : words.onCall(name),
                }))}
              />
              <Checkbox
                label={words.askFirst}
                checked={asksFirst}
                onChange={(event) => setAsksFirst(event.currentTarget.checked)}
              />
            </>
          )}
          <Textarea
            label={words.note}
            placeholder={words.notePlaceholder}
            maxLength={maxTransferNote}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            autosize
            minRows={2}
          />
          <Text size="sm" c="dimmed">
            {words.returns(returnSeconds)}
          </Text>
        </Stack>
        <Group justify="flex-end" mt="md">
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button
            type="submit"
            variant="filled"
            loading={passing.busy}
            disabled={kind === 'agent' && colleagues.length === 0}
          >
            {passOn}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

/** What a field of choices shows: what was chosen, or the first where that is gone. */
const shownOf = (choices: readonly { id: string }[], chosen: string): string =>
  (choices.find(({ id }) => id === chosen) ?? choices[0])?.id ?? ''
