import { IconArrowUp, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { duration } from '../../../i18n/formats.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { toast } from '../../../shell/toast.ts'
import { type Recording, startRecording } from './files/recording.ts'
import { voiceFile } from './files/voice.ts'
import classes from './handset.module.css'
import type { ChatHandle } from './useChat.ts'

const tickMs = 250

/** Recording a voice note: how long already, throw away, send. */
export function RecordBar({ chat, onDone }: { chat: ChatHandle; onDone: () => void }) {
  const words = useWords(simulator)
  const { ms, stop } = useRecording(() => {
    toast(words.noMicrophone, { tone: 'bad' })
    onDone()
  })
  const send = async () => {
    const blob = await stop()
    onDone()
    if (blob) await chat.act({ type: 'voice' }, await voiceFile(blob))
  }
  return (
    <div className={classes.composer}>
      <div className={classes.writing}>
        <button type="button" className={classes.iconButton} aria-label={words.discardRecording} onClick={onDone}>
          <IconX size={20} aria-hidden />
        </button>
        <span className={classes.recording}>
          <i className={classes.recordingDot} aria-hidden="true" />
          {words.recording}
          <time>{duration(ms)}</time>
        </span>
        <button type="button" className={classes.sendButton} aria-label={words.send} onClick={() => void send()}>
          <IconArrowUp size={18} aria-hidden />
        </button>
      </div>
    </div>
  )
}

/** Record from now until `stop`, which gives the sound; leaving throws it away. */
function useRecording(onRefused: () => void): { ms: number; stop: () => Promise<Blob | null> } {
  const [ms, setMs] = useState(0)
  const recording = useRef<Promise<Recording>>(null)
  const refused = useRef(onRefused)
  useEffect(() => {
    const mine = startRecording()
    recording.current = mine
    let began = 0
    mine.then(
      () => {
        began = Date.now()
      },
      () => refused.current(),
    )
    const timer = setInterval(() => setMs(began === 0 ? 0 : Date.now() - began), tickMs)
    return () => {
      clearInterval(timer)
      mine.then(
        (one) => one.discard(),
        () => {},
      )
    }
  }, [])
  return { ms, stop: async () => (await recording.current)?.stop() ?? null }
}
