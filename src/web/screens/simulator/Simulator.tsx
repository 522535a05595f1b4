import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconDeviceMobilePlus, IconFlask2, IconMessages, IconPlugConnectedX } from '@tabler/icons-react'
import { useEffect, useMemo, useState } from 'react'
import { useWords } from '../../i18n/catalogue.ts'
import { simulator } from '../../i18n/simulator.ts'
import { Callout } from '../../parts/Callout.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Loading } from '../../parts/Loading.tsx'
import { FirstSteps } from './FirstSteps.tsx'
import { isFirstVisit, stepsDone } from './first-visit.ts'
import { tellRunning } from './live/running.ts'
import { live, useFeed, useLive, useScene } from './live/use.ts'
import { openDeskBeside } from './open-desk.ts'
import { Handset } from './phone/Handset.tsx'
import { AddPhone } from './phones/AddPhone.tsx'
import { Phones } from './phones/Phones.tsx'
import classes from './simulator.module.css'
import { type Room, SimulatorContext, type SimulatorState, type Tab, useSimulator } from './simulator-context.ts'
import { Switches } from './switches/Switches.tsx'
import { TabBar } from './TabBar.tsx'
import { Traffic } from './traffic/Traffic.tsx'
import { refusalSentence } from './useDo.ts'
import { useHand } from './useHand.ts'

/** The simulated phone: write as a customer, see every request, turn what can go wrong. */
export function Simulator() {
  const words = useWords(simulator)
  useFeed()
  return (
    <main className={classes.screen}>
      <title>{words.title}</title>
      <Ready />
    </main>
  )
}

/** The screen once the simulator has answered; until then why it has not. */
function Ready() {
  const words = useWords(simulator)
  const isThere = useLive(({ scene }) => scene !== null)
  const trouble = useLive((state) => state.trouble)
  if (isThere) return <Loaded />
  if (trouble === null) return <Loading lines={6} />
  return (
    <EmptyState
      mark={<IconPlugConnectedX size={22} />}
      title={words.cannotShow}
      action={<Button onClick={live.retry}>{words.tryAgain}</Button>}
    >
      {trouble === 'not_found' ? words.turnedOff : refusalSentence(trouble)}
    </EmptyState>
  )
}

function Loaded() {
  const room = useRoom()
  const hand = useHand()
  const [adding, setAdding] = useState(false)
  const state = useMemo<SimulatorState>(() => ({ ...hand, room, addPhone: () => setAdding(true) }), [hand, room])
  useRunningTold()
  return (
    <SimulatorContext value={state}>
      <Head />
      <Line />
      <FirstSteps />
      <Panes />
      {adding && <AddPhone onClose={() => setAdding(false)} />}
    </SimulatorContext>
  )
}

function Head() {
  const words = useWords(simulator)
  const { addPhone, room } = useSimulator()
  return (
    <header className={classes.head}>
      <h1 className={classes.title}>{words.title}</h1>
      {room === 'wide' && <p className={classes.about}>{words.about}</p>}
      <span className={classes.grow} />
      {room === 'narrow' ? (
        <Tooltip label={words.openDesk}>
          <ActionIcon size={44} aria-label={words.openDesk} onClick={openDeskBeside}>
            <IconMessages size={20} />
          </ActionIcon>
        </Tooltip>
      ) : (
        <>
          <Button leftSection={<IconDeviceMobilePlus size={16} />} onClick={addPhone}>
            {words.addPhone}
          </Button>
          <DeskButton />
        </>
      )}
    </header>
  )
}

/** The strongest thing on the screen when it is the next one to do. */
function DeskButton() {
  const words = useWords(simulator)
  const { phoneId } = useSimulator()
  const isNext = useScene((scene) => isFirstVisit() && stepsDone(scene, phoneId) === 1)
  return (
    <Button variant={isNext ? 'filled' : 'default'} leftSection={<IconMessages size={16} />} onClick={openDeskBeside}>
      {words.openDesk}
    </Button>
  )
}

/** What everybody must know here, and whether what is shown is current. */
function Line() {
  const words = useWords(simulator)
  const line = useLive((state) => state.line)
  return (
    <>
      <p className={classes.banner}>
        <IconFlask2 size={15} aria-hidden />
        {words.banner}
      </p>
      {line === 'away' && (
        <div className={classes.away}>
          <Callout tone="warn" announced>
            {words.feedAway}
          </Callout>
        </div>
      )}
    </>
  )
}

/** The panes that fit, and tabs for those that do not. All stay in the page, so that nothing typed or chosen is lost. */
function Panes() {
  const { room } = useSimulator()
  const [chosen, setChosen] = useState<Tab>('phone')
  const tabs: readonly Tab[] = { wide: [], middle: ['traffic', 'switches'], narrow: ['phone', 'traffic', 'switches'] }[
    room
  ] as Tab[]
  const tab = tabs.includes(chosen) ? chosen : (tabs[0] ?? chosen)
  const pane = (name: Tab) =>
    tabs.includes(name)
      ? { role: 'tabpanel', 'aria-labelledby': `simulator-tab-${name}`, id: `simulator-${name}`, hidden: tab !== name }
      : { id: `simulator-${name}` }
  return (
    <div className={classes.panes} data-room={room} data-tab={tab}>
      {room === 'narrow' && <TabBar tabs={tabs} tab={tab} onChoose={setChosen} />}
      <div className={classes.phones} hidden={room === 'narrow' && tab === 'traffic'}>
        <Phones />
      </div>
      <div className={classes.phone} {...pane('phone')}>
        <Handset />
      </div>
      {room === 'middle' && <TabBar tabs={tabs} tab={tab} onChoose={setChosen} />}
      <div className={classes.traffic} {...pane('traffic')}>
        <Traffic />
      </div>
      <div className={classes.switches} {...pane('switches')}>
        <Switches />
      </div>
    </div>
  )
}

function useRoom(): Room {
  const narrow = useMediaQuery('(width < 760px)', false, { getInitialValueInEffect: false })
  const middle = useMediaQuery('(width < 1240px)', false, { getInitialValueInEffect: false })
  return narrow ? 'narrow' : middle ? 'middle' : 'wide'
}

/** The mark on the rail follows the switches, here and in the other tabs. */
function useRunningTold(): void {
  const running = useScene((scene) => scene.running.length)
  useEffect(() => tellRunning(running), [running])
}
