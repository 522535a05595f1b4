import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ChannelCard, InteractionCard } from '../../../../contract/cards.ts'
import type { Instant } from '../../../../contract/ids.ts'
import { maxPlanAheadMs } from '../../../../contract/operations/later.ts'
import type { Refusal } from '../../../../contract/refusals.ts'
import { sessionEndsAt } from '../../../../modules/conversations/core/session-window.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { later } from '../../../i18n/later.ts'
import { useSentences } from '../../../i18n/sentences.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import type { CallRefusal } from '../../../sync/call.ts'
import { serverNow } from '../../../sync/clock.ts'
import { fieldOf, inAnHour, timeIn, tomorrowMorning } from '../handling/times.ts'
import { foreseen } from './foreseen.ts'
import { goesAtText } from './usePlan.ts'

type Props = {
  card: InteractionCard
  channel: ChannelCard
  isTemplate: boolean
  /** The time it begins with; null: tomorrow morning. */
  start: Instant | null
  /** Its words, where they can be changed here. */
  text?: string
  /** Why nothing can be planned now, in words. */
  problem?: string | null
  /** Answers with why not; null: it is done. */
  onPlan: (goesAt: Instant, text: string | null) => Promise<CallRefusal | null>
  onClose: () => void
}

/** When a message goes, on one's own clock; what will stand in its way is said before. */
export function PlanDialog({ card, channel, isTemplate, start, text: before, problem, onPlan, onClose }: Props) {
  const words = useWords(later)
  const { sendLater } = useWords(deskWords)
  const { close } = useWords(common)
  const [field, setField] = useState(() => fieldOf(start ?? tomorrowMorning(serverNow())))
  const [text, setText] = useState(before ?? '')
  const [refusal, setRefusal] = useState<CallRefusal | null>(null)
  const [busy, setBusy] = useState(false)
  const at = timeIn(field)
  const wrong = wrongWith(at, words)
  const standsInWay = at === null ? null : foreseen({ card, channel, isTemplate }, at)

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (at === null || wrong !== null || busy || problem) return
    setBusy(true)
    const refused = await onPlan(at, before === undefined || text === before ? null : text)
    setBusy(false)
    if (refused === null) onClose()
    else setRefusal(refused)
  }

  return (
    <Modal opened onClose={onClose} title={sendLater} closeButtonProps={{ 'aria-label': close }}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          {problem && <Callout tone="warn">{problem}</Callout>}
          {refusal && <Trouble refusal={refusal} />}
          {before !== undefined && (
            <Textarea
              label={words.words}
              value={text}
              autosize
              minRows={2}
              maxRows={10}
              dir="auto"
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
          <Group gap="xs">
            <Button size="xs" onClick={() => setField(fieldOf(inAnHour(serverNow())))}>
              {words.inAnHour}
            </Button>
            <Button size="xs" onClick={() => setField(fieldOf(tomorrowMorning(serverNow())))}>
              {words.tomorrow}
            </Button>
          </Group>
          <TextInput
            type="datetime-local"
            label={words.when}
            description={words.zone(Intl.DateTimeFormat().resolvedOptions().timeZone)}
            value={field}
            error={wrong}
            onChange={(event) => setField(event.currentTarget.value)}
            data-autofocus
          />
          {at !== null && wrong === null && standsInWay && (
            <Warning card={card} at={at} why={standsInWay} isTemplate={isTemplate} onClose={onClose} />
          )}
          <Group justify="flex-end">
            <Button onClick={onClose}>{words.cancel}</Button>
            <Button type="submit" variant="filled" loading={busy} disabled={at === null || wrong !== null || !!problem}>
              {at === null ? sendLater : words.plan(goesAtText(at))}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

function wrongWith(at: Instant | null, words: { timePast: string; timeFar: string }): string | null {
  if (at === null || at <= serverNow()) return words.timePast
  return at > serverNow() + maxPlanAheadMs ? words.timeFar : null
}

type WarningProps = Pick<Props, 'card' | 'isTemplate' | 'onClose'> & { at: Instant; why: Refusal }

/** What will stand in its way if nothing changes, and the way out. */
function Warning({ card, at, why, isTemplate, onClose }: WarningProps) {
  const words = useWords(later)
  const foretold = useForetold(card)
  const isWindow = why === 'outside_allowed_sending_window'
  const toTemplates = () => {
    onClose()
    window.dispatchEvent(new Event('switchboard:templates'))
  }
  return (
    <Callout
      tone="warn"
      announced
      action={
        isWindow && !isTemplate && at > serverNow() ? (
          <Button size="xs" onClick={toTemplates}>
            {words.useTemplate}
          </Button>
        ) : null
      }
    >
      {foretold(why)}
    </Callout>
  )
}

/** What will stand in the way of a planned message if nothing changes, in words. */
export function useForetold(card: InteractionCard): (why: Refusal) => string {
  const words = useWords(later)
  const sentences = useSentences()
  const { contact, lastInboundAt } = card.conversation
  const endsAt = sessionEndsAt(lastInboundAt)
  return (why) => {
    if (why !== 'outside_allowed_sending_window' || endsAt === null) return `${words.asThingsAre} ${sentences[why]}`
    return endsAt > serverNow()
      ? words.windowBefore(contact.name, goesAtText(endsAt))
      : words.windowClosed(contact.name)
  }
}
