import { useWords } from '../../../i18n/catalogue.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { ClockControls } from './ClockControls.tsx'
import { Faults } from './Faults.tsx'
import { Surroundings } from './Surroundings.tsx'
import classes from './switches.module.css'

/** What can be turned about the simulated world: faults, the time, and what surrounds the phones. */
export function Switches() {
  const words = useWords(simulator)
  return (
    <section className={classes.switches} aria-label={words.tabSwitches}>
      <Faults />
      <ClockControls />
      <Surroundings />
    </section>
  )
}
