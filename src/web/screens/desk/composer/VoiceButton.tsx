import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconMicrophone, IconPlayerStopFilled, IconTrash } from '@tabler/icons-react'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { duration } from '../../../i18n/formats.ts'
import { useShortcut } from '../../../shell/shortcuts.ts'
import { toast } from '../../../shell/toast.ts'
import { useNow } from '../../../sync/clock.ts'
import classes from './composer.module.css'
import { recordable, useRecorder } from './useRecorder.ts'

type Props = { size: number; onRecorded: (file: File, voice: boolean) => void }

/** Record a voice note. Absent where the browser cannot make a format that WhatsApp takes. */
export function VoiceButton({ size, onRecorded }: Props) {
  const words = useWords(deskWords)
  const recorder = useRecorder(onRecorded, () => toast(words.noMicrophone, { tone: 'bad' }))
  const format = recordable()
  const toggle = () => (recorder.since === null ? void recorder.start() : recorder.stop())
  useShortcut(format ? { keys: 'Alt+KeyV', name: words.recordVoice, run: toggle } : null)
  if (!format) return null
  if (recorder.since === null)
    return (
      <Tooltip label={words.recordVoice}>
        <ActionIcon size={size} aria-label={words.recordVoice} onClick={toggle}>
          <IconMicrophone size={18} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
    )
  return (
    <span className={classes.recording} role="status">
      <span className={classes.recordingDot} />
      <Elapsed since={recorder.since} />
      <Button size="xs" leftSection={<IconPlayerStopFilled size={13} />} onClick={recorder.stop}>
        {words.stopRecording}
      </Button>
      <ActionIcon size={26} aria-label={words.dropRecording} onClick={recorder.drop}>
        <IconTrash size={15} />
      </ActionIcon>
    </span>
  )
}

function Elapsed({ since }: { since: number }) {
  return <span className="figures">{duration(useNow() - since)}</span>
}
