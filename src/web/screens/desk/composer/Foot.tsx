import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconPaperclip, IconSend2, IconSlash, IconTemplate } from '@tabler/icons-react'
import { lazy, memo, Suspense, useDeferredValue, useEffect, useRef } from 'react'
import type { ChannelCard, InteractionCard } from '../../../../contract/cards.ts'
import type { ConversationId } from '../../../../contract/ids.ts'
import { maxComposerText } from '../../../../contract/operations/conversations.ts'
import { splitText } from '../../../../modules/conversations/core/split-text.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { files as fileWords } from '../../../i18n/files.ts'
import { number } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { useSentences } from '../../../i18n/sentences.ts'
import { useSame } from '../../../parts/useSame.ts'
import { useStateOf } from '../../../parts/useStateOf.ts'
import { useShortcut } from '../../../shell/shortcuts.ts'
import { toast } from '../../../shell/toast.ts'
import { useView } from '../../../sync/use.ts'
import { useDesk } from '../desk-context.ts'
import type { LaterShown } from '../later/Later.tsx'
import type { Held } from '../later/usePlan.ts'
import classes from './composer.module.css'
import { EmojiButton } from './EmojiButton.tsx'
import { limits } from './file-limits.ts'
import { acceptedTypes } from './file-rules.ts'
import { useTakenBack } from './taken-back.ts'
import { useRecorder } from './useRecorder.ts'
import type { SendProblem } from './useSend.ts'
import { VoiceButton } from './VoiceButton.tsx'

const PickerModal = lazy(() =>
  import('../templates/PickerModal.tsx').then((module) => ({ default: module.PickerModal })),
)

const Later = lazy(() => import('../later/Later.tsx').then((module) => ({ default: module.Later })))

/** The longest text of one WhatsApp message (Meta: text messages). */
const maxPart = 4_096

type Props = {
  card: InteractionCard
  text: string
  problem: SendProblem
  onSend: () => void
  onCanned: () => void
  onEmoji: (emoji: string) => void
  onFiles: (files: readonly File[], voice?: boolean) => void
  /** For sending later: what stands in the composer at that moment. */
  problemNow: () => SendProblem
  readHeld: Held['read']
}
type SendProps = Pick<Props, 'problem' | 'onSend'>

/**
 * Below the field: what can be put into it, how long it is, and Send. The tools are given nothing that differs from one
 * conversation to the next, or from one key to the next, so that they are drawn once.
 */
export function Foot(props: Props) {
  const { card, text, problem, onSend, onCanned, onEmoji, onFiles } = props
  const { width } = useDesk()
  const { id, channelId } = card.conversation
  const channel = useView((view) => view.channels[channelId])
  const [choosing, setChoosing] = useStateOf(id, false)
  const [emoji, setEmoji] = useStateOf(id, false)
  const chooser = useRef<HTMLInputElement>(null)
  const recorder = useVoice(id, onFiles)
  const toggleRecording = useSame(() => (recorder.since === null ? void recorder.start() : recorder.stop()))
  const openTemplates = useSame(() => setChoosing(true))
  const openEmoji = useSame(setEmoji)
  useTakenBack(id, (back) => {
    if (back.template) setChoosing(true)
    return back
  })
  const attach = useSame(() => chooser.current?.click())
  const stopRecording = useSame(recorder.stop)
  const dropRecording = useSame(recorder.drop)
  const size = width === 'phone' ? 44 : 32
  return (
    <div className={classes.foot}>
      <TemplateButton shown={channel?.kind === 'whatsapp'} onOpen={openTemplates} />
      <Tools
        size={size}
        isEmojiOpen={emoji}
        onEmojiOpen={openEmoji}
        onEmoji={onEmoji}
        onCanned={onCanned}
        onAttach={attach}
      />
      <VoiceButton
        size={size}
        since={recorder.since}
        onToggle={toggleRecording}
        onStop={stopRecording}
        onDrop={dropRecording}
      />
      <input
        // What is chosen for one conversation goes nowhere when another one was opened meanwhile.
        key={id}
        ref={chooser}
        type="file"
        hidden
        multiple
        accept={acceptedTypes}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])])
          // The same file can be chosen again after it was removed.
          event.currentTarget.value = ''
        }}
      />
      <span className={classes.push} />
      {width !== 'phone' && <Length text={text} />}
      {channel && <SendLater {...props} channel={channel} size={size} />}
      <Send problem={problem} onSend={onSend} />
      {choosing && channel?.kind === 'whatsapp' && (
        <Suspense>
          <PickerModal key={id} card={card} channel={channel} onClose={() => setChoosing(false)} />
        </Suspense>
      )}
    </div>
  )
}

/** The key is there at once; what it opens comes when it has been fetched. */
function SendLater({ card, channel, size, problemNow, readHeld }: Props & { channel: ChannelCard; size: number }) {
  const words = useWords(deskWords)
  const sentences = useSentences()
  const { id } = card.conversation
  const { stillUploading } = useWords(fileWords)
  const [shown, setShown] = useStateOf<LaterShown>(id, null)
  const inWords = (problem: SendProblem) =>
    problem === null ? null : problem === 'uploading' ? stillUploading : sentences[problem]
  useShortcut({ keys: 'Alt+KeyL', name: words.sendLater, run: () => setShown('time') })
  return (
    <Suspense fallback={<span style={{ inlineSize: size }} />}>
      <Later
        key={id}
        card={card}
        channel={channel}
        held={{ problem: () => inWords(problemNow()), read: readHeld }}
        shown={shown}
        onShow={setShown}
      />
    </Suspense>
  )
}

function useVoice(id: ConversationId, onFiles: Props['onFiles']) {
  const words = useWords(deskWords)
  return useRecorder(
    id,
    (file, voice) => onFiles([file], voice),
    () => toast(words.noMicrophone, { tone: 'bad' }),
  )
}

type ToolsProps = Pick<Props, 'onCanned' | 'onEmoji'> & {
  size: number
  isEmojiOpen: boolean
  onEmojiOpen: (open: boolean) => void
  onAttach: () => void
}

const Tools = memo(function Tools({ size, isEmojiOpen, onEmojiOpen, onEmoji, onCanned, onAttach }: ToolsProps) {
  const words = useWords(deskWords)
  const { attach, attachWith } = useWords(fileWords)
  useShortcut({ keys: 'Alt+KeyG', name: attach, run: onAttach })
  return (
    <>
      <Tooltip label={words.cannedAnswers}>
        <ActionIcon size={size} aria-label={words.cannedAnswers} onClick={onCanned}>
          <IconSlash size={18} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <EmojiButton size={size} open={isEmojiOpen} onOpen={onEmojiOpen} onChoose={onEmoji} />
      <Tooltip label={attachWith(limits())}>
        <ActionIcon size={size} aria-label={attach} onClick={onAttach}>
          <IconPaperclip size={18} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
    </>
  )
})

const Send = memo(function Send({ problem, onSend }: SendProps) {
  const words = useWords(deskWords)
  const { stillUploading } = useWords(fileWords)
  const sentences = useSentences()
  const { width } = useDesk()
  const why = problem === null ? '' : problem === 'uploading' ? stillUploading : sentences[problem]
  return (
    <Tooltip label={why} disabled={why === ''}>
      <Button
        variant="filled"
        className={classes.send ?? ''}
        // Not `disabled`: a disabled button cannot say why.
        aria-disabled={problem !== null}
        {...(problem !== null && { 'data-disabled': true })}
        onClick={onSend}
        rightSection={<IconSend2 size={15} className="turns" />}
        aria-label={words.send}
      >
        {width === 'phone' ? '' : words.send}
      </Button>
    </Tooltip>
  )
})

/** A moment behind the field, where one looks. */
function Length({ text: typed }: { text: string }) {
  const text = useDeferredValue(typed)
  const words = useWords(deskWords)
  const region = { locale: locale() }
  const parts = text === '' ? 0 : Math.max(1, splitText(text, maxPart).length)
  return (
    <span className={classes.length} {...(text.length > maxComposerText && { 'data-over': true })}>
      {number(text.length, region)} / {number(maxComposerText, region)}
      {parts > 0 && <> · {words.parts(parts)}</>}
    </span>
  )
}

const TemplateButton = memo(function TemplateButton({ shown, onOpen }: { shown: boolean; onOpen: () => void }) {
  const words = useWords(deskWords)
  const { width } = useDesk()
  useShortcut({ keys: 'Alt+KeyT', name: words.sendTemplate, run: onOpen })
  useEffect(() => {
    window.addEventListener('switchboard:templates', onOpen)
    return () => window.removeEventListener('switchboard:templates', onOpen)
  }, [onOpen])
  if (!shown) return null
  if (width === 'phone')
    return (
      <ActionIcon size={44} aria-label={words.template} onClick={onOpen}>
        <IconTemplate size={20} stroke={1.7} />
      </ActionIcon>
    )
  return (
    <Button size="xs" className={classes.template ?? ''} leftSection={<IconTemplate size={15} />} onClick={onOpen}>
      {words.template}
    </Button>
  )
})
