import { Button, Slider, Switch } from '@mantine/core'
import { useState } from 'react'
import type { PreferencesInForce } from '../../../contract/operations/identity.ts'
import { useWords } from '../../i18n/catalogue.ts'
import { common } from '../../i18n/common.ts'
import { person } from '../../i18n/person.ts'
import { Section } from '../../parts/Page.tsx'
import { notificationsBlocked, requestNotifications } from '../../shell/notifications.ts'
import { play } from '../../shell/sounds.ts'
import { useChange } from '../../shell/useChange.ts'
import classes from './me.module.css'
import { useLock } from './useLock.ts'

/** Each can be switched off, but an offer cannot be both silent and invisible. */
export function Attention({ preferences }: { preferences: PreferencesInForce }) {
  const words = useWords(common)
  const own = useWords(person)
  const change = useChange()
  const lockOf = useLock(preferences)
  /** While the hand is on it. */
  const [dragged, setDragged] = useState<number | null>(null)
  const volume = dragged ?? preferences.soundVolume
  const [blocked, setBlocked] = useState(notificationsBlocked)
  const [kept, setKept] = useState(false)
  const { soundOffers, desktopNotifications } = preferences
  const volumeLock = lockOf('soundVolume')
  const ringLock = lockOf('soundOffers')
  const switchNotifications = async (on: boolean) => {
    if (!on && !soundOffers) return setKept(true)
    if (on && !(await requestNotifications())) return setBlocked(true)
    setKept(false)
    change({ desktopNotifications: on })
  }
  return (
    <Section title={own.attention}>
      <div className={classes.fields}>
        <div>
          <div id="volume" className={classes.label}>
            {words.soundVolume}
          </div>
          {volumeLock.description && <p className={classes.set}>{volumeLock.description}</p>}
          <div className={classes.volume}>
            <Slider
              className={classes.slider ?? ''}
              thumbLabel={words.soundVolume}
              disabled={volumeLock.disabled === true}
              min={0}
              max={100}
              step={5}
              value={volume}
              onChange={setDragged}
              onChangeEnd={(soundVolume) => {
                setDragged(null)
                change({ soundVolume })
              }}
            />
            <Button size="xs" onClick={() => play('offer', volume)}>
              {own.playSound}
            </Button>
          </div>
        </div>
        <Switch
          label={words.soundOffers}
          checked={soundOffers}
          {...ringLock}
          description={kept ? own.offersStayKnown : ringLock.description}
          onChange={(event) => {
            const on = event.currentTarget.checked
            setKept(!on && !desktopNotifications)
            if (on || desktopNotifications) change({ soundOffers: on })
          }}
        />
        <Switch
          label={words.soundMessages}
          {...lockOf('soundMessages')}
          checked={preferences.soundMessages}
          onChange={(event) => change({ soundMessages: event.currentTarget.checked })}
        />
        <Switch
          label={own.desktopNotifications}
          description={blocked ? own.notificationsBlocked : undefined}
          disabled={blocked && !desktopNotifications}
          checked={desktopNotifications}
          onChange={(event) => void switchNotifications(event.currentTarget.checked)}
        />
      </div>
    </Section>
  )
}
