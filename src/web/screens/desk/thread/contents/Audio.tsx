import { ActionIcon, UnstyledButton } from '@mantine/core'
import { IconMicrophone, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import type { Media } from '../../../../../contract/content.ts'
import { useWords } from '../../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../../i18n/desk.ts'
import { duration } from '../../../../i18n/formats.ts'
import classes from './contents.module.css'
import { addressOf, Missing } from './Files.tsx'

const speeds = [1, 1.5, 2]

/** A voice note or a sound file: play, go to a place, faster. */
export function Audio({ media, voice }: { media: Media; voice: boolean }) {
  const words = useWords(deskWords)
  const sound = useRef<HTMLAudioElement>(null)
  const [playing, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const [length, setLength] = useState(0)
  const [speed, setSpeed] = useState(1)
  const address = addressOf(media)
  if (!address) return <Missing media={media} caption={null} icon={<IconMicrophone size={18} />} />
  const name = voice ? words.voiceNote : (media.fileName ?? words.kinds('audio'))
  const faster = () => {
    const next = speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1
    setSpeed(next)
    if (sound.current) sound.current.playbackRate = next
  }
  return (
    <div className={classes.audio}>
      {/* biome-ignore lint/a11y/useMediaCaption: there is no transcript of it yet */}
      <audio
        ref={sound}
        src={address}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onDurationChange={(event) =>
          setLength(Number.isFinite(event.currentTarget.duration) ? event.currentTarget.duration : 0)
        }
        onEnded={() => setAt(0)}
      />
      <ActionIcon
        variant="filled"
        color="cobalt"
        radius="50%"
        size={32}
        aria-label={playing ? words.pause(name) : words.play(name)}
        onClick={() => void (playing ? sound.current?.pause() : sound.current?.play())}
      >
        {playing ? <IconPlayerPauseFilled size={14} /> : <IconPlayerPlayFilled size={14} />}
      </ActionIcon>
      <div className={classes.audioLine}>
        <input
          type="range"
          min={0}
          max={Math.max(length, 0.1)}
          step={0.1}
          value={at}
          aria-label={words.placeIn(name)}
          aria-valuetext={duration(at * 1000)}
          onChange={(event) => {
            if (sound.current) sound.current.currentTime = Number(event.currentTarget.value)
          }}
        />
        <span className={classes.audioTimes}>
          <span className="figures">
            {duration(at * 1000)} / {duration(length * 1000)}
          </span>
          <UnstyledButton className={classes.speed} aria-label={words.speed(speed)} onClick={faster}>
            {speed}×
          </UnstyledButton>
        </span>
      </div>
    </div>
  )
}
