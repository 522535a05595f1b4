import { useEffect, useRef, useState } from 'react'
import { serverNow } from '../../../sync/clock.ts'

/** Formats that both a browser can record and WhatsApp takes; only the first is shown as a voice note (Meta: audio). */
const formats = [
  { type: 'audio/ogg;codecs=opus', name: 'voice.ogg', voice: true },
  { type: 'audio/mp4', name: 'voice.m4a', voice: false },
]

/** Longer than this is more than a contact will hear. */
const maxRecordingMs = 10 * 60 * 1000

export const recordable = () =>
  typeof MediaRecorder === 'undefined'
    ? undefined
    : formats.find((format) => MediaRecorder.isTypeSupported(format.type))

/** Record from the microphone. `since` is when it began, on the server's clock; null while it rests. */
export function useRecorder(onRecorded: (file: File, voice: boolean) => void, onRefused: () => void) {
  const [since, setSince] = useState<number | null>(null)
  const recorder = useRef<MediaRecorder | null>(null)
  const kept = useRef(true)
  useEffect(
    () => () => {
      kept.current = false
      recorder.current?.stop()
    },
    [],
  )

  async function start(): Promise<void> {
    const format = recordable()
    const microphone = await navigator.mediaDevices?.getUserMedia({ audio: { channelCount: 1 } }).catch(() => null)
    if (!format || !microphone) return onRefused()
    const chunks: Blob[] = []
    const recording = new MediaRecorder(microphone, { mimeType: format.type })
    const limit = setTimeout(() => recording.stop(), maxRecordingMs)
    recording.ondataavailable = (event) => chunks.push(event.data)
    recording.onstop = () => {
      clearTimeout(limit)
      for (const track of microphone.getTracks()) track.stop()
      setSince(null)
      const type = format.type.split(';')[0] ?? format.type
      if (kept.current) onRecorded(new File(chunks, format.name, { type }), format.voice)
    }
    kept.current = true
    recorder.current = recording
    recording.start()
    setSince(serverNow())
  }

  return {
    since,
    start,
    stop: () => recorder.current?.stop(),
    drop() {
      kept.current = false
      recorder.current?.stop()
    },
  }
}
