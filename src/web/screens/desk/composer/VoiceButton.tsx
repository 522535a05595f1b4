import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconMicrophone, IconPlayerStopFilled, IconTrash } from '@tabler/icons-react'
import { memo } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { duration } from '../../../i18n/formats.ts'
import { useShortcut } from '../../../shell/shortcuts.ts'
import { useNow } from '../../../sync/clock.ts'
import classes from './composer.module.css'
import { recordable } from './useRecorder.ts'

type Props = { size: number; since: number | null; onToggle: () => void; onStop: () => void; onDrop: () => void }

/** Record a voice note. Absent where the browser cannot make a format that WhatsApp takes. */
export const VoiceButton = memo(function VoiceButton({ size, since, onToggle, onStop, onDrop }: Props) {
  const words = useWords(deskWords)
  const format = recordable()
  useShortcut(format ? { keys: 'Alt+KeyV', name: words.recordVoice, run: onToggle } : null)
  if (!format) return null
  if (since === null)
    return (
      <Tooltip label={words.recordVoice}>
        <ActionIcon size={size} aria-label={words.recordVoice} onClick={onToggle}>
          <IconMicrophone size={18} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
    )
  return (
    <span className={classes.recording} role="status">
      <span className={classes.recordingDot} />
      <Elapsed since={since} />
      <Button size="xs" leftSection={<IconPlayerStopFilled size={13} />} onClick={onStop}>
        {words.stopRecording}
      </Button>
      <ActionIcon size={26} aria-label={words.dropRecording} onClick={onDrop}>
        <IconTrash size={15} />
      </ActionIcon>
    </span>
  )
})

function Elapsed({ since }: { since: number }) {
  return <span className="figures">{duration(useNow() - since)}</span>
}
