/** A voice note under way. */
export type Recording = { stop: () => Promise<Blob>; discard: () => void }

/** WhatsApp has no limit that matters here; this keeps a forgotten recording small. */
const maxMs = 5 * 60_000

/** Whether this browser can record here at all: only over HTTPS or on this machine. */
export const mayRecord = (): boolean => 'mediaDevices' in navigator && 'MediaRecorder' in globalThis

/** Begin recording; rejects when the person or the system does not give the microphone. */
export async function startRecording(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  const recorder = new MediaRecorder(stream)
  const parts: Blob[] = []
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
  const stopped = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve()))
  recorder.start()
  const limit = setTimeout(end, maxMs)

  function end(): void {
    clearTimeout(limit)
    if (recorder.state !== 'inactive') recorder.stop()
    for (const track of stream.getTracks()) track.stop()
  }

  return {
    async stop() {
      end()
      await stopped
      return new Blob(parts, { type: recorder.mimeType })
    },
    discard: end,
  }
}
