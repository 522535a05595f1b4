import { Button, NativeSelect, Slider, Switch } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { simulatorMark } from '../../../i18n/simulator-mark.ts'
import { api } from '../live/api.ts'
import { useScene } from '../live/use.ts'
import { type SwitchName, switchNames } from '../live/wire.ts'
import { useSimulator } from '../simulator-context.ts'
import { useDo } from '../useDo.ts'
import { chanceOf, chances, delays, delayText, nearestDelay } from './choices.ts'
import { FailNextSend } from './FailNextSend.tsx'
import classes from './switches.module.css'
import { useSetFaults } from './useSetFaults.ts'

/** What people reach for first. */
const first = ['duplicate', 'outOfOrder', 'wrongSignature'] as const satisfies readonly SwitchName[]
const rest = switchNames.filter((name) => !first.some((one) => one === name))

/** What can go wrong on purpose. All off unless somebody turned it on. */
export function Faults() {
  const words = useWords(simulator)
  const { faultsRun } = useWords(simulatorMark)
  const run = useDo()
  const running = useScene((scene) => scene.running.length)
  return (
    <div className={classes.group}>
      <div className={classes.groupHead}>
        <h2 className={classes.title}>
          {words.faults}
          {running > 0 && <span className={classes.running}>{faultsRun(running)}</span>}
        </h2>
        <Button
          size="xs"
          variant="transparent"
          className={classes.clear ?? ''}
          disabled={running === 0}
          onClick={() => void run(api.clearFaults())}
        >
          {words.clearAll}
        </Button>
      </div>
      <Delay />
      {first.map((name) => (
        <FaultSwitch key={name} name={name} />
      ))}
      <OfflineSwitch />
      <FailNextSend />
      <More />
    </div>
  )
}

/** The rarer ones, folded away unless one of them runs. */
function More() {
  const words = useWords(simulator)
  const isOneOn = useScene(({ faults }) => faults.batch > 1 || rest.some((name) => faults[name]))
  const [unfolded, setUnfolded] = useState(false)
  const isOpen = unfolded || isOneOn
  return (
    <>
      <button
        type="button"
        className={classes.fold}
        aria-expanded={isOpen}
        aria-controls="simulator-more-faults"
        disabled={isOneOn}
        onClick={() => setUnfolded(!unfolded)}
      >
        <IconChevronRight size={14} className={classes.foldMark} aria-hidden />
        {words.moreFaults(rest.length + 1)}
      </button>
      <div id="simulator-more-faults" className={classes.more} hidden={!isOpen}>
        <Batch />
        {rest.map((name) => (
          <FaultSwitch key={name} name={name} />
        ))}
      </div>
    </>
  )
}

/** How late webhooks are: steps that are of use, from at once to ten minutes. */
function Delay() {
  const words = useWords(simulator)
  const setFaults = useSetFaults()
  const delayMs = useScene((scene) => scene.faults.delayMs)
  const [dragged, setDragged] = useState<number | null>(null)
  const step = dragged ?? nearestDelay(delayMs)
  const shownMs = dragged === null ? delayMs : (delays[dragged] ?? 0)
  return (
    <div className={classes.delay}>
      <div className={classes.line}>
        <span aria-hidden="true">{words.delay}</span>
        <b className="figures">{shownMs === 0 ? words.none : delayText(shownMs)}</b>
      </div>
      <Slider
        size="sm"
        thumbSize={16}
        min={0}
        max={delays.length - 1}
        label={null}
        value={step}
        thumbLabel={words.delay}
        thumbValueText={delayText(delays[step] ?? 0)}
        onChange={setDragged}
        onChangeEnd={(at) => {
          void setFaults({ delayMs: delays[at] ?? 0 })
          setDragged(null)
        }}
      />
    </div>
  )
}

function FaultSwitch({ name }: { name: SwitchName }) {
  const words = useWords(simulator)
  const setFaults = useSetFaults()
  const isOn = useScene((scene) => scene.faults[name])
  return (
    <div>
      <Switch
        size="sm"
        label={words.fault(name)}
        checked={isOn}
        onChange={(event) => void setFaults({ [name]: event.currentTarget.checked })}
      />
      {isOn && <Chance name={name} />}
    </div>
  )
}

/** How often a fault that runs really happens. */
function Chance({ name }: { name: SwitchName }) {
  const words = useWords(simulator)
  const setFaults = useSetFaults()
  const all = useScene((scene) => scene.faults.chance)
  return (
    <NativeSelect
      className={classes.chance ?? ''}
      variant="unstyled"
      aria-label={words.howOften(words.fault(name))}
      value={String(chanceOf(all[name]))}
      data={chances.map((one) => ({ value: String(one), label: words.chance(Math.round(1 / one)) }))}
      onChange={(event) => void setFaults({ chance: { ...all, [name]: Number(event.currentTarget.value) } })}
    />
  )
}

const batches = [1, 2, 5, 20, 100] as const

function Batch() {
  const words = useWords(simulator)
  const setFaults = useSetFaults()
  const batch = useScene((scene) => scene.faults.batch)
  const sizes = batches.some((size) => size === batch) ? batches : [...batches, batch]
  return (
    <div className={classes.line}>
      <label htmlFor="simulator-batch">{words.batch}</label>
      <NativeSelect
        id="simulator-batch"
        size="xs"
        className={classes.small ?? ''}
        value={String(batch)}
        data={sizes.map((size) => ({ value: String(size), label: size === 1 ? words.none : String(size) }))}
        onChange={(event) => void setFaults({ batch: Number(event.currentTarget.value) })}
      />
    </div>
  )
}

/** The phone in the hand has no network. */
function OfflineSwitch() {
  const words = useWords(simulator)
  const run = useDo()
  const { phoneId } = useSimulator()
  const phone = useScene(({ phones }) => phones.find(({ id }) => id === phoneId) ?? null)
  if (!phone) return null
  return (
    <Switch
      size="sm"
      label={words.phoneIsOffline(phone.label)}
      checked={!phone.online}
      onChange={(event) => void run(api.changePhone(phone.id, { online: !event.currentTarget.checked }))}
    />
  )
}
