import { useLayoutEffect, useRef, useState } from 'react'
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

type Recording = { recorder: MediaRecorder; isKept: boolean }

/**
 * Record from the microphone for one conversation: when another one is opened, what was being recorded is dropped.
 * `since` is when it began, on the server's clock; null while it rests.
 */
export function useRecorder(of: string, onRecorded: (file: File, voice: boolean) => void, onRefused: () => void) {
  const [since, setSince] = useState<number | null>(null)
  const current = useRef<Recording | null>(null)
  const shown = useRef<string | null>(null)
  const stop = () => current.current?.recorder.stop()
  const drop = () => {
    if (current.current) current.current.isKept = false
    stop()
  }
  // Before anything else hears of another conversation: the file of a recording must not find it.
  useLayoutEffect(() => {
    shown.current = of
    return () => {
      shown.current = null
      const recording = current.current
      current.current = null
      if (!recording) return
      recording.isKept = false
      recording.recorder.stop()
      setSince(null)
    }
  }, [of])

  async function start(): Promise<void> {
    const format = recordable()
    const microphone = await navigator.mediaDevices?.getUserMedia({ audio: { channelCount: 1 } }).catch(() => null)
    if (!format || !microphone) return onRefused()
    const release = () => {
      for (const track of microphone.getTracks()) track.stop()
    }
    // The browser asks for the microphone, and meanwhile another conversation may have been opened.
    if (shown.current !== of || current.current) return release()
    const chunks: Blob[] = []
    const recorder = new MediaRecorder(microphone, { mimeType: format.type })
    const recording: Recording = { recorder, isKept: true }
    const limit = setTimeout(() => recorder.stop(), maxRecordingMs)
    recorder.ondataavailable = (event) => chunks.push(event.data)
    recorder.onstop = () => {
      clearTimeout(limit)
      release()
      if (current.current === recording) {
        current.current = null
        setSince(null)
      }
      const type = format.type.split(';')[0] ?? format.type
      if (recording.isKept) onRecorded(new File(chunks, format.name, { type }), format.voice)
    }
    current.current = recording
    recorder.start()
    setSince(serverNow())
  }

  return { since, start, stop, drop }
}
