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
import { lazy, memo, Suspense } from 'react'
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
import { TagChips } from '../../../parts/TagChips.tsx'
import { useSame } from '../../../parts/useSame.ts'
import { useStateOf } from '../../../parts/useStateOf.ts'
import { useShortcut } from '../../../shell/shortcuts.ts'
import { toast } from '../../../shell/toast.ts'
import { useNow } from '../../../sync/clock.ts'
import { mine } from '../../../sync/mine.ts'
import { useAct, useView } from '../../../sync/use.ts'
import { showHistory, useDesk, useOpenId } from '../desk-context.ts'
import { type Asking, useHandlingKeys } from '../handling/useHandling.ts'
import { slaOf } from '../sla.ts'
import { useTags } from '../tags/useTagging.ts'
import classes from './conversation.module.css'
import { HereLine } from './HereLine.tsx'
import { Tagging } from './Tagging.tsx'
import type { Standing } from './useOpen.ts'

const HandlingActions = lazy(() => import('../handling/Actions.tsx').then((module) => ({ default: module.Actions })))

type Props = { card: InteractionCard; channel: ChannelCard | undefined; standing: Standing }

/** Who this is, and what can be done with the interaction as a whole. */
export function Head({ card, channel, standing }: Props) {
  const { back } = useWords(common)
  const { width, open } = useDesk()
  const { contact } = card.conversation
  const tags = useTags(card.tagIds)
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
          {width !== 'phone' && <TagChips tags={tags} most={3} />}
          {width !== 'phone' && <StateChip card={card} channel={channel} />}
        </h1>
        <div className={classes.about}>
          {width === 'phone' ? <PhoneClock card={card} /> : <About card={card} channel={channel} />}
        </div>
        <HereLine id={card.conversation.id} />
      </div>
      <Tagging card={card} />
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

function PhoneClock({ card }: { card: InteractionCard }) {
  return <SlaRing sla={slaOf(card, useNow())} />
}

function Actions({ card, standing }: { card: InteractionCard; standing: Standing }) {
  const { width } = useDesk()
  const words = useWords(deskWords)
  const ending = useAct(endConversation, card.id)
  const resuming = useAct(resumeInteraction, card.id)
  const [isMenuOpen, setMenuOpen] = useStateOf(card.id, false)
  const [asking, setAsking] = useStateOf<Asking>(card.id, null)
  useHandlingKeys(card, standing === 'mine', setAsking)
  // Whoever ends it, or passes it on, does so after their last word.
  const allSaid = () => mine().outbox.quiet(card.conversation.id)
  const end = useSame(async () => {
    await allSaid()
    const answer = await ending.run({ interactionId: card.id })
    if (answer && !answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  })
  const resume = useSame(async () => {
    const answer = await resuming.run({ interactionId: card.id })
    if (answer && !answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  })
  const openMenu = useSame(setMenuOpen)
  const numberNow = useSame(() => card.number)
  useShortcut(standing === 'mine' ? { keys: 'Alt+KeyC', name: words.closeInteraction, run: () => void end() } : null)
  const phone = width === 'phone'
  return (
    <div className={classes.actions}>
      {standing === 'mine' && (
        <Suspense fallback={null}>
          <HandlingActions card={card} asking={asking} setAsking={setAsking} allSaid={allSaid} />
        </Suspense>
      )}
      {standing === 'mine' && !phone && !card.parked && <CloseButton busy={ending.busy} onClose={end} />}
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
      <MoreMenu
        isOpen={isMenuOpen}
        onOpen={openMenu}
        standing={standing}
        numberNow={numberNow}
        end={end}
        resume={resume}
      />
    </div>
  )
}

const CloseButton = memo(function CloseButton({ busy, onClose }: { busy: boolean; onClose: () => Promise<void> }) {
  const words = useWords(deskWords)
  return (
    <Button leftSection={<IconCheck size={15} stroke={2.2} />} loading={busy} onClick={() => void onClose()}>
      {words.close}
    </Button>
  )
})

const SideButton = memo(function SideButton() {
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
})

type ItemsProps = {
  standing: Standing
  /** The number of the interaction that is open now. */
  numberNow: () => number
  end: () => Promise<void>
  resume: () => Promise<void>
}
type MoreProps = ItemsProps & { isOpen: boolean; onOpen: (open: boolean) => void }

/** Given nothing that differs from one conversation to the next, so that it is drawn once. */
const MoreMenu = memo(function MoreMenu({ isOpen, onOpen, ...items }: MoreProps) {
  const words = useWords(deskWords)
  const { width } = useDesk()
  return (
    <Menu position="bottom-end" opened={isOpen} onChange={onOpen}>
      <Menu.Target>
        <ActionIcon size={width === 'phone' ? 44 : 32} aria-label={words.more}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <MoreItems {...items} />
      </Menu.Dropdown>
    </Menu>
  )
})

/** There only while the menu is open. */
function MoreItems({ standing, numberNow, end, resume }: ItemsProps) {
  const words = useWords(deskWords)
  const { width, setSideShown } = useDesk()
  const openId = useOpenId()
  const { copied } = useWords(common)
  const interactionNumber = numberNow()
  return (
    <>
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
          showHistory(openId)
        }}
      >
        {words.previousInteractions}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconCopy size={16} />}
        onClick={() => void navigator.clipboard.writeText(`#${interactionNumber}`).then(() => toast(copied))}
      >
        {words.copyNumber(interactionNumber)}
      </Menu.Item>
    </>
  )
}
