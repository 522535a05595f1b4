import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconArrowForwardUp, IconClock, IconPlayerPause, IconSun } from '@tabler/icons-react'
import { useState } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import type { Instant } from '../../../../contract/ids.ts'
import { parkInteraction, unparkInteraction } from '../../../../contract/operations/routing.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { handling } from '../../../i18n/handling.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { useShortcut } from '../../../shell/shortcuts.ts'
import { toast } from '../../../shell/toast.ts'
import { serverNow } from '../../../sync/clock.ts'
import { useAct, useMay, useView } from '../../../sync/use.ts'
import { useDesk } from '../desk-context.ts'
import { PassOn } from './PassOn.tsx'
import { PickTime } from './PickTime.tsx'
import { inAnHour, tomorrowMorning } from './times.ts'

/** Set it aside, or pass it on: what one may do with what one holds, beside answering and closing it. */
export function Actions({ card }: { card: InteractionCard }) {
  const words = useWords(handling)
  const { width } = useDesk()
  const [asking, setAsking] = useState<'time' | 'whom' | null>(null)
  const { park, takeBack } = useParking(card)
  const mayPark = useView((view) => view.channels[card.conversation.channelId]?.parksByHand ?? false)
  const mayPass = useMayPass()
  const isParked = card.parked !== null
  useShortcut(
    mayPark || isParked
      ? { keys: 'Alt+KeyP', name: words.park, run: () => void (isParked ? takeBack() : park(null)) }
      : null,
  )
  useShortcut(mayPass ? { keys: 'Alt+KeyX', name: words.passOn, run: () => setAsking('whom') } : null)
  const size = width === 'phone' ? 44 : 32
  return (
    <>
      {mayPark && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Tooltip label={words.park}>
              <ActionIcon size={size} aria-label={words.park}>
                <IconPlayerPause size={18} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPlayerPause size={16} />} onClick={() => void park(null)}>
              {words.parkNow}
            </Menu.Item>
            <Menu.Label>{words.snooze}</Menu.Label>
            <Menu.Item leftSection={<IconClock size={16} />} onClick={() => void park(inAnHour(serverNow()))}>
              {words.inAnHour}
            </Menu.Item>
            <Menu.Item leftSection={<IconSun size={16} />} onClick={() => void park(tomorrowMorning(serverNow()))}>
              {words.tomorrow}
            </Menu.Item>
            <Menu.Item leftSection={<IconClock size={16} />} onClick={() => setAsking('time')}>
              {words.pickTime}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {mayPass && (
        <Tooltip label={words.passOn}>
          <ActionIcon size={size} aria-label={words.passOn} onClick={() => setAsking('whom')}>
            <IconArrowForwardUp size={18} stroke={1.7} className="turns" />
          </ActionIcon>
        </Tooltip>
      )}
      {asking === 'time' && <PickTime onClose={() => setAsking(null)} onPicked={park} />}
      {asking === 'whom' && <PassOn card={card} onClose={() => setAsking(null)} />}
    </>
  )
}

/** The workspace lets its agents, and nobody took it from this one. */
function useMayPass(): boolean {
  const mine = useMay('interactions.transfer')
  return useView((view) => view.transferRules.allowed) && mine
}

export function useParking(card: InteractionCard) {
  const parking = useAct(parkInteraction, card.id)
  const unparking = useAct(unparkInteraction, card.id)
  async function park(until: Instant | null): Promise<void> {
    const answer = await parking.run({ interactionId: card.id, until })
    if (answer && !answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  async function takeBack(): Promise<void> {
    const answer = await unparking.run({ interactionId: card.id })
    if (answer && !answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  return { park, takeBack, busy: parking.busy || unparking.busy }
}
