import { Button } from '@mantine/core'
import { useWords } from '../../../i18n/catalogue.ts'
import { duration, exactTime, roughly } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { api } from '../live/api.ts'
import { useScene, useSimulatedNow } from '../live/use.ts'
import { useSimulator } from '../simulator-context.ts'
import { useDo } from '../useDo.ts'
import classes from './switches.module.css'

const minute = 60_000
const hour = 60 * minute
const steps = [
  { label: '+1 h', ms: hour },
  { label: '+23:59', ms: 23 * hour + 59 * minute },
  { label: '+24:00', ms: 24 * hour },
] as const

/** Simulated time, which everybody here lives by. It can be set forward, and back to real time. */
export function ClockControls() {
  const words = useWords(simulator)
  const run = useDo()
  const isAhead = useScene((scene) => scene.offset > 0)
  return (
    <div className={classes.group}>
      <h2 className={classes.title}>{words.clock}</h2>
      <RunningTime />
      <fieldset className={classes.common} aria-label={words.setForward}>
        {steps.map(({ label, ms }) => (
          <Button
            key={ms}
            className={classes.step ?? ''}
            size="xs"
            aria-label={words.forwardBy(label.slice(1))}
            onClick={() => void run(api.advance(ms))}
          >
            {label}
          </Button>
        ))}
        <Button size="xs" className={classes.step ?? ''} disabled={!isAhead} onClick={() => void run(api.realTime())}>
          {words.realTime}
        </Button>
      </fieldset>
      <WindowLeft />
    </div>
  )
}

function RunningTime() {
  const words = useWords(simulator)
  const now = useSimulatedNow()
  const offset = useScene((scene) => scene.offset)
  const time = new Intl.DateTimeFormat(locale(), { timeStyle: 'medium', hourCycle: 'h23' }).format(now)
  return (
    <>
      <div className={classes.line}>
        <span>{words.simulatedTime}</span>
        <time className={classes.now} title={exactTime(now, { locale: locale() })}>
          {time}
        </time>
      </div>
      {offset > 0 && <p className={classes.note}>{words.aheadBy(roughly(offset))}</p>}
    </>
  )
}

/** How long the phone in the hand may still be answered freely. */
function WindowLeft() {
  const words = useWords(simulator)
  const { phoneId, openNumber } = useSimulator()
  const now = useSimulatedNow()
  const closesAt = useScene(({ phones, numbers }) => {
    const wanted = openNumber ?? numbers[0]?.phoneNumberId
    const chats = phones.find(({ id }) => id === phoneId)?.chats
    return chats?.find(({ phoneNumberId }) => phoneNumberId === wanted)?.windowClosesAt ?? null
  })
  if (phoneId === null) return null
  if (closesAt === null) return <p className={classes.note}>{words.windowNever}</p>
  if (now >= closesAt) return <p className={classes.note}>{words.windowClosed}</p>
  return <p className={classes.note}>{words.windowCloses(timeLeft(closesAt - now))}</p>
}

/** To the second in the last hour, when it matters. */
const timeLeft = (ms: number): string => (ms < hour ? duration(ms) : roughly(ms))
