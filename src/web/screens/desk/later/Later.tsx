import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconCalendarTime, IconClock, IconListDetails, IconSun } from '@tabler/icons-react'
import { useState } from 'react'
import type { ChannelCard, InteractionCard } from '../../../../contract/cards.ts'
import type { Instant } from '../../../../contract/ids.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { later } from '../../../i18n/later.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { toast } from '../../../shell/toast.ts'
import { serverNow } from '../../../sync/clock.ts'
import { useDesk } from '../desk-context.ts'
import { inAnHour, tomorrowMorning } from '../handling/times.ts'
import { foreseen } from './foreseen.ts'
import { PlanDialog } from './PlanDialog.tsx'
import { PlannedList } from './PlannedList.tsx'
import { type Held, usePlan } from './usePlan.ts'

/** Which dialog of sending later is open. */
export type LaterShown = 'time' | 'list' | null

type Props = {
  card: InteractionCard
  channel: ChannelCard
  held: Held
  shown: LaterShown
  onShow: (shown: LaterShown) => void
}

/** Beside Send: the same message at a time that one chooses. */
export function Later({ card, channel, held, shown, onShow }: Props) {
  const words = useWords(later)
  const { sendLater } = useWords(deskWords)
  const { width } = useDesk()
  const { plan } = usePlan(card)
  const [start, setStart] = useState<Instant | null>(null)
  const now = serverNow()

  async function planHeld(time: Instant) {
    const { empty, ...message } = held.read()
    const refusal = await plan(time, { kind: 'free', ...message })
    if (refusal === null) empty()
    return refusal
  }

  /** At once where nothing stands in its way; else the dialog says what does. */
  async function at(time: Instant) {
    const problem = held.problem()
    if (problem !== null) return toast(problem, { tone: 'bad' })
    if (foreseen({ card, channel, isTemplate: false }, time) !== null) {
      setStart(time)
      return onShow('time')
    }
    const refusal = await planHeld(time)
    if (refusal !== null) toast(sentenceOf(refusal), { tone: 'bad' })
  }

  return (
    <>
      <Menu position="top-end">
        <Menu.Target>
          <Tooltip label={sendLater}>
            <ActionIcon size={width === 'phone' ? 44 : 32} aria-label={sendLater}>
              <IconCalendarTime size={18} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{sendLater}</Menu.Label>
          <Menu.Item leftSection={<IconClock size={16} />} onClick={() => void at(inAnHour(now))}>
            {words.inAnHour}
          </Menu.Item>
          <Menu.Item leftSection={<IconSun size={16} />} onClick={() => void at(tomorrowMorning(now))}>
            {words.tomorrow}
          </Menu.Item>
          <Menu.Item leftSection={<IconCalendarTime size={16} />} onClick={() => onShow('time')}>
            {words.pickTime}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconListDetails size={16} />} onClick={() => onShow('list')}>
            {words.listOpen}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {shown === 'time' && (
        <PlanDialog
          card={card}
          channel={channel}
          isTemplate={false}
          start={start}
          problem={held.problem()}
          onPlan={planHeld}
          onClose={() => {
            setStart(null)
            onShow(null)
          }}
        />
      )}
      {shown === 'list' && <PlannedList onClose={() => onShow(null)} />}
    </>
  )
}
