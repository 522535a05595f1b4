import { useEffect, useState } from 'react'
import { useWords } from '../../i18n/catalogue.ts'
import { simulatorMark } from '../../i18n/simulator-mark.ts'
import { followRunning } from './live/running.ts'
import classes from './railmark.module.css'

/**
 * A mark for the rail's icon while a fault of the simulator runs, so that nobody looks for a bug that is a switch.
 * Stands in a positioned parent; draws nothing while all is well.
 */
export function SimulatorRailMark() {
  const words = useWords(simulatorMark)
  const [running, setRunning] = useState(0)
  useEffect(() => followRunning(setRunning), [])
  if (running === 0) return null
  return (
    <span className={classes.mark} title={words.faultsRun(running)}>
      <span className="only-read">{words.faultsRun(running)}</span>
    </span>
  )
}
