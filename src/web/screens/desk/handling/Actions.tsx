import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconArrowForwardUp, IconClock, IconPlayerPause, IconStar, IconSun } from '@tabler/icons-react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { askNow } from '../../../../contract/operations/conversations.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { handling } from '../../../i18n/handling.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { useStateOf } from '../../../parts/useStateOf.ts'
import { useCommands } from '../../../shell/commands.ts'
import { toast } from '../../../shell/toast.ts'
import { serverNow } from '../../../sync/clock.ts'
import { useAct, useView } from '../../../sync/use.ts'
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
  const mayPass = useMayPass(card)
  const asks = useAskNow(card, allSaid)
  // A telephone has no room for one more button beside the name.
  const asksInMenu = width === 'phone' && mayPark
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
            {asksInMenu && asks.isOpen && (
              <Menu.Item leftSection={<IconStar size={16} />} onClick={() => void asks.ask()}>
                {words.askNow}
              </Menu.Item>
            )}
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
      {asks.isOpen && !asksInMenu && (
        <Tooltip label={words.askNow}>
          <ActionIcon size={size} aria-label={words.askNow} loading={asks.busy} onClick={() => void asks.ask()}>
            <IconStar size={18} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      )}
      {asking === 'time' && <PickTime onClose={() => setAsking(null)} onPicked={park} />}
      {asking === 'whom' && <PassOn card={card} allSaid={allSaid} onClose={() => setAsking(null)} />}
    </>
  )
}

/** Ask the contact before the end what they think of it, once; only where the channel has a question. */
function useAskNow(card: InteractionCard, allSaid: () => Promise<void>) {
  const words = useWords(handling)
  const { groupAct } = useWords(common)
  const [isAsked, setAsked] = useStateOf(card.id, false)
  const hasQuestion = useView((view) => view.channels[card.conversation.channelId]?.asksContact ?? false)
  const isOpen = hasQuestion && !isAsked && card.state === 'active'
  const asking = useAct(askNow, card.id)
  const ask = async () => {
    await allSaid()
    const answer = await asking.run({ interactionId: card.id })
    if (answer?.ok || answer?.refusal === 'contact_asked_before') setAsked(true)
    if (answer) toast(answer.ok ? words.askedNow : sentenceOf(answer.refusal), answer.ok ? {} : { tone: 'bad' })
  }
  useCommands(() => (isOpen ? [{ id: 'ask-now', group: groupAct, name: words.askNow, run: () => void ask() }] : []))
  return { isOpen, ask, busy: asking.busy }
}
