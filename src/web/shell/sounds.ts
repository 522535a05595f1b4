/** Sounds are made, not loaded: a file could be missing at the one moment that matters. */
let context: AudioContext | null = null

/** Browsers let a page sound only after a press; the first one opens the way. */
export function readySounds(): void {
  const open = () => {
    context ??= new AudioContext()
    void context.resume()
  }
  window.addEventListener('pointerdown', open, { once: true })
  window.addEventListener('keydown', open, { once: true })
}

export type Sound = 'offer' | 'soft' | 'low'

/** Notes of each sound: frequency in hertz, when it begins and how long it lasts, in seconds. */
const notes: Record<Sound, readonly (readonly [number, number, number])[]> = {
  offer: [
    [659, 0, 0.16],
    [880, 0.17, 0.28],
  ],
  soft: [[740, 0, 0.14]],
  low: [
    [330, 0, 0.16],
    [247, 0.18, 0.3],
  ],
}

/** Play a sound at a volume from 0 to 100. Silent until the page may sound. */
export function play(sound: Sound, volume: number): void {
  if (context?.state !== 'running' || volume <= 0) return
  const loudness = (volume / 100) * 0.3
  for (const [frequency, begins, lasts] of notes[sound]) {
    const at = context.currentTime + begins
    const tone = context.createOscillator()
    const gain = context.createGain()
    tone.frequency.value = frequency
    // Rising and falling smoothly: a tone that is cut off clicks.
    gain.gain.setValueAtTime(0, at)
    gain.gain.linearRampToValueAtTime(loudness, at + 0.02)
    gain.gain.exponentialRampToValueAtTime(0.0001, at + lasts)
    tone.connect(gain).connect(context.destination)
    tone.start(at)
    tone.stop(at + lasts)
  }
}
