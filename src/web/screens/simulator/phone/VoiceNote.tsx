import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { duration } from '../../../i18n/formats.ts'
import { simulator } from '../../../i18n/simulator.ts'
import type { Message } from '../live/wire.ts'
import classes from './handset.module.css'
import type { ChatHandle } from './useChat.ts'

/** A voice note or a sound. Playing one of the business tells it so, as a real phone does. */
export function VoiceNote({ address, message, chat }: { address: string; message: Message; chat: ChatHandle }) {
  const words = useWords(simulator)
  const sound = useRef<HTMLAudioElement>(null)
  const source = useWhole(address)
  const [playing, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const [length, setLength] = useState(0)
  const tellsPlayed = message.from === 'business' && message.wire.voice === true && message.state !== 'played'
  const onPlay = () => {
    setPlaying(true)
    if (tellsPlayed) void chat.act({ type: 'play', messageId: message.id })
  }
  return (
    <div className={classes.voice}>
      {/* biome-ignore lint/a11y/useMediaCaption: what people say has no captions */}
      <audio
        ref={sound}
        src={source}
        preload="metadata"
        onPlay={onPlay}
        onPause={() => setPlaying(false)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onDurationChange={(event) => setLength(finite(event.currentTarget.duration))}
        onEnded={() => setAt(0)}
      />
      <button
        type="button"
        className={classes.play}
        aria-label={playing ? words.pauseSound : words.playSound}
        onClick={() => void (playing ? sound.current?.pause() : sound.current?.play())}
      >
        {playing ? <IconPlayerPauseFilled size={14} aria-hidden /> : <IconPlayerPlayFilled size={14} aria-hidden />}
      </button>
      <progress className={classes.voiceLine} max={Math.max(length, 0.1)} value={at} aria-label={words.voicePlace} />
      <span className={classes.voiceTime}>{duration((playing || at > 0 ? at : length) * 1000)}</span>
    </div>
  )
}

/** The whole file as an address: how long a sound is stands at its end, which browsers cannot find out over HTTP. */
function useWhole(address: string): string | undefined {
  const [whole, setWhole] = useState<string>()
  useEffect(() => {
    const leaving = new AbortController()
    let made: string | undefined
    fetch(address, { signal: leaving.signal })
      .then(async (response) => {
        if (!response.ok) return
        made = URL.createObjectURL(await response.blob())
        setWhole(made)
      })
      .catch(() => setWhole(address))
    return () => {
      leaving.abort()
      if (made) URL.revokeObjectURL(made)
    }
  }, [address])
  return whole
}

const finite = (seconds: number): number => (Number.isFinite(seconds) ? seconds : 0)
