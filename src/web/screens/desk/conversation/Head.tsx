import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import {
  IconArrowBackUp,
  IconCheck,
  IconChevronLeft,
  IconCopy,
  IconDots,
  IconHistory,
  IconLayoutSidebarRight,
  IconLock,
  IconUserCircle,
} from '@tabler/icons-react'
import type { ChannelCard, InteractionCard } from '../../../../contract/cards.ts'
import { endConversation, resumeInteraction } from '../../../../contract/operations/routing.ts'
import { isSessionOpen } from '../../../../modules/conversations/core/session-window.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { roughly } from '../../../i18n/formats.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { Avatar } from '../../../parts/Avatar.tsx'
import { ChannelMark } from '../../../parts/ChannelMark.tsx'
import { Chip } from '../../../parts/Chip.tsx'
import { SlaRing } from '../../../parts/SlaRing.tsx'
import { useShortcut } from '../../../shell/shortcuts.ts'
import { toast } from '../../../shell/toast.ts'
import { useNow } from '../../../sync/clock.ts'
import { useAct, useView } from '../../../sync/use.ts'
import { useDesk } from '../desk-context.ts'
import { slaOf } from '../sla.ts'
import classes from './conversation.module.css'
import { HereLine } from './HereLine.tsx'
import type { Standing } from './useOpen.ts'

type Props = { card: InteractionCard; channel: ChannelCard | undefined; standing: Standing }

/** Who this is, and what can be done with the interaction as a whole. */
export function Head({ card, channel, standing }: Props) {
  const { back } = useWords(common)
  const { width, open } = useDesk()
  const { contact } = card.conversation
  return (
    <header className={classes.head}>
      {width === 'phone' && (
        <ActionIcon size={44} aria-label={back} onClick={() => open(null)}>
          <IconChevronLeft size={22} className="turns" />
        </ActionIcon>
      )}
      <Avatar
        id={contact.id}
        name={contact.name}
        size={38}
        corner={channel && <ChannelMark kind={channel.kind} name={channel.name} />}
      />
      <div className={classes.titles}>
        <h1 className={classes.name}>
          <bdi>{contact.name}</bdi>
          <Chip tone="line">#{card.number}</Chip>
          {width !== 'phone' && <StateChip card={card} channel={channel} />}
        </h1>
        <div className={classes.about}>
          {width === 'phone' && channel ? (
            <PhoneClock card={card} channel={channel} />
          ) : (
            <About card={card} channel={channel} />
          )}
        </div>
        <HereLine id={card.conversation.id} />
      </div>
      <Actions card={card} standing={standing} />
    </header>
  )
}

function StateChip({ card, channel }: Omit<Props, 'standing'>) {
  const words = useWords(deskWords)
  const now = useNow()
  const { windowClosed } = useWords(common)
  if (card.state === 'wrapping_up') return <Chip tone="accent">{words.wrappingUp}</Chip>
  if (card.state === 'closed') return <Chip>{words.closed}</Chip>
  if (channel?.kind === 'whatsapp' && !isSessionOpen(card.conversation.lastInboundAt, now as never))
    return (
      <Chip tone="bad">
        <IconLock size={12} aria-hidden />
        {windowClosed}
      </Chip>
    )
  return null
}

function About({ card, channel }: { card: InteractionCard; channel: ChannelCard | undefined }) {
  const words = useWords(deskWords)
  const queue = useView((view) => view.queues[card.queueId]?.name)
  const now = useNow()
  const held =
    card.state !== 'closed' && card.acceptedAt !== null ? words.heldFor(roughly(now - card.acceptedAt)) : null
  return [channel?.name, queue && words.queueNamed(queue), held].filter(Boolean).join(' · ')
}

function PhoneClock({ card, channel }: { card: InteractionCard; channel: ChannelCard }) {
  return <SlaRing sla={slaOf(card, channel, useNow())} />
}

function Actions({ card, standing }: { card: InteractionCard; standing: Standing }) {
  const words = useWords(deskWords)
  const { width } = useDesk()
  const ending = useAct(endConversation)
  const resuming = useAct(resumeInteraction)
  const end = async () => {
    const answer = await ending.run({ interactionId: card.id })
    if (answer && !answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  const resume = async () => {
    const answer = await resuming.run({ interactionId: card.id })
    if (answer && !answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  useShortcut(standing === 'mine' ? { keys: 'Alt+KeyC', name: words.closeInteraction, run: () => void end() } : null)
  const phone = width === 'phone'
  return (
    <div className={classes.actions}>
      {standing === 'mine' && !phone && (
        <Button leftSection={<IconCheck size={15} stroke={2.2} />} loading={ending.busy} onClick={() => void end()}>
          {words.close}
        </Button>
      )}
      {standing === 'wrapping_up' && !phone && (
        <Button
          leftSection={<IconArrowBackUp size={15} className="turns" />}
          loading={resuming.busy}
          onClick={() => void resume()}
        >
          {words.backToConversation}
        </Button>
      )}
      <SideButton />
      <MoreMenu card={card} standing={standing} end={end} resume={resume} />
    </div>
  )
}

function SideButton() {
  const words = useWords(deskWords)
  const { width, sideShown, setSideShown } = useDesk()
  const name = sideShown ? words.hideSide : words.showSide
  const toggle = () => setSideShown(!sideShown)
  useShortcut({ keys: 'Alt+KeyI', name: words.showOrHideSide, run: toggle })
  if (width === 'wide' && sideShown) return null
  return (
    <Tooltip label={name}>
      <ActionIcon size={width === 'phone' ? 44 : 32} aria-label={name} onClick={toggle}>
        {width === 'phone' ? (
          <IconUserCircle size={22} stroke={1.7} />
        ) : (
          <IconLayoutSidebarRight size={18} stroke={1.7} className="turns" />
        )}
      </ActionIcon>
    </Tooltip>
  )
}

type MoreProps = { card: InteractionCard; standing: Standing; end: () => Promise<void>; resume: () => Promise<void> }

function MoreMenu({ card, standing, end, resume }: MoreProps) {
  const words = useWords(deskWords)
  const { width, setSideShown } = useDesk()
  const { copied } = useWords(common)
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={width === 'phone' ? 44 : 32} aria-label={words.more}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {width === 'phone' && standing === 'mine' && (
          <Menu.Item leftSection={<IconCheck size={16} />} onClick={() => void end()}>
            {words.closeInteraction}
          </Menu.Item>
        )}
        {width === 'phone' && standing === 'wrapping_up' && (
          <Menu.Item leftSection={<IconArrowBackUp size={16} className="turns" />} onClick={() => void resume()}>
            {words.backToConversation}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconHistory size={16} />}
          onClick={() => {
            setSideShown(true)
            window.dispatchEvent(new Event('switchboard:history'))
          }}
        >
          {words.previousInteractions}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy size={16} />}
          onClick={() => void navigator.clipboard.writeText(`#${card.number}`).then(() => toast(copied))}
        >
          {words.copyNumber(card.number)}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
