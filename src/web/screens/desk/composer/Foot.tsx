import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconPaperclip, IconSend2, IconSlash, IconTemplate } from '@tabler/icons-react'
import { lazy, memo, Suspense, useEffect, useRef, useState } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { maxComposerText } from '../../../../contract/operations/conversations.ts'
import { splitText } from '../../../../modules/conversations/core/split-text.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { number } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { useSentences } from '../../../i18n/sentences.ts'
import { useShortcut } from '../../../shell/shortcuts.ts'
import { useView } from '../../../sync/use.ts'
import { useDesk } from '../desk-context.ts'
import classes from './composer.module.css'
import { EmojiButton } from './EmojiButton.tsx'
import { limits } from './file-limits.ts'
import { acceptedTypes } from './file-rules.ts'
import type { SendProblem } from './useSend.ts'
import { VoiceButton } from './VoiceButton.tsx'

const PickerModal = lazy(() =>
  import('../templates/PickerModal.tsx').then((module) => ({ default: module.PickerModal })),
)

/** The longest text of one WhatsApp message (Meta: text messages). */
const maxPart = 4_096

type ToolsProps = {
  card: InteractionCard
  onCanned: () => void
  onEmoji: (emoji: string) => void
  onFiles: (files: readonly File[], voice?: boolean) => void
}
type SendProps = { problem: SendProblem; onSend: () => void }
type Props = ToolsProps & SendProps & { text: string }

/** Below the field: what can be put into it, how long it is, and Send. With each key only the length is drawn again. */
export function Foot({ card, text, problem, onSend, onCanned, onEmoji, onFiles }: Props) {
  const { width } = useDesk()
  return (
    <div className={classes.foot}>
      <Tools card={card} onCanned={onCanned} onEmoji={onEmoji} onFiles={onFiles} />
      <span className={classes.push} />
      {width !== 'phone' && <Length text={text} />}
      <Send problem={problem} onSend={onSend} />
    </div>
  )
}

const Tools = memo(function Tools({ card, onCanned, onEmoji, onFiles }: ToolsProps) {
  const words = useWords(deskWords)
  const { width } = useDesk()
  const tool = width === 'phone' ? 44 : 32
  return (
    <>
      <TemplateButton card={card} />
      <Tooltip label={words.cannedAnswers}>
        <ActionIcon size={tool} aria-label={words.cannedAnswers} onClick={onCanned}>
          <IconSlash size={18} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <EmojiButton size={tool} onChoose={onEmoji} />
      <AttachButton size={tool} onFiles={onFiles} />
      <VoiceButton size={tool} onRecorded={(file, voice) => onFiles([file], voice)} />
    </>
  )
})

const Send = memo(function Send({ problem, onSend }: SendProps) {
  const words = useWords(deskWords)
  const sentences = useSentences()
  const { width } = useDesk()
  const why = problem === null ? '' : problem === 'uploading' ? words.stillUploading : sentences[problem]
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

function Length({ text }: { text: string }) {
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

function TemplateButton({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const { width } = useDesk()
  const [open, setOpen] = useState(false)
  const channel = useView((view) => view.channels[card.conversation.channelId])
  useShortcut({ keys: 'Alt+KeyT', name: words.sendTemplate, run: () => setOpen(true) })
  useEffect(() => {
    const show = () => setOpen(true)
    window.addEventListener('switchboard:templates', show)
    return () => window.removeEventListener('switchboard:templates', show)
  }, [])
  if (channel?.kind !== 'whatsapp') return null
  return (
    <>
      {width === 'phone' ? (
        <ActionIcon size={44} aria-label={words.template} onClick={() => setOpen(true)}>
          <IconTemplate size={20} stroke={1.7} />
        </ActionIcon>
      ) : (
        <Button
          size="xs"
          className={classes.template ?? ''}
          leftSection={<IconTemplate size={15} />}
          onClick={() => setOpen(true)}
        >
          {words.template}
        </Button>
      )}
      {open && (
        <Suspense>
          <PickerModal card={card} channel={channel} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

function AttachButton({ size, onFiles }: { size: number; onFiles: (files: readonly File[]) => void }) {
  const words = useWords(deskWords)
  const chooser = useRef<HTMLInputElement>(null)
  const choose = () => chooser.current?.click()
  useShortcut({ keys: 'Alt+KeyG', name: words.attach, run: choose })
  return (
    <>
      <Tooltip label={words.attachWith(limits())}>
        <ActionIcon size={size} aria-label={words.attach} onClick={choose}>
          <IconPaperclip size={18} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <input
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
    </>
  )
}
