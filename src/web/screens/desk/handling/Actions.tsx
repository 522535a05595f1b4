import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconArrowForwardUp, IconClock, IconPlayerPause, IconSun } from '@tabler/icons-react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { handling } from '../../../i18n/handling.ts'
import { serverNow } from '../../../sync/clock.ts'
import { useDesk } from '../desk-context.ts'
import { PassOn } from './PassOn.tsx'
import { PickTime } from './PickTime.tsx'
import { inAnHour, tomorrowMorning } from './times.ts'
import { type Asking, useMayPark, useMayPass, useParking } from './useHandling.ts'

type Props = {
  card: InteractionCard
  asking: Asking
  setAsking: (asking: Asking) => void
  allSaid: () => Promise<void>
}

/** Set it aside, or pass it on: what one may do with what one holds, beside answering and closing it. */
export function Actions({ card, asking, setAsking, allSaid }: Props) {
  const words = useWords(handling)
  const { park: parkName, passOn } = useWords(deskWords)
  const { width } = useDesk()
  const { park } = useParking(card)
  const mayPark = useMayPark(card)
  const mayPass = useMayPass()
  const size = width === 'phone' ? 44 : 32
  return (
    <>
      {mayPark && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Tooltip label={parkName}>
              <ActionIcon size={size} aria-label={parkName}>
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
        <Tooltip label={passOn}>
          <ActionIcon size={size} aria-label={passOn} onClick={() => setAsking('whom')}>
            <IconArrowForwardUp size={18} stroke={1.7} className="turns" />
          </ActionIcon>
        </Tooltip>
      )}
      {asking === 'time' && <PickTime onClose={() => setAsking(null)} onPicked={park} />}
      {asking === 'whom' && <PassOn card={card} allSaid={allSaid} onClose={() => setAsking(null)} />}
    </>
  )
}
