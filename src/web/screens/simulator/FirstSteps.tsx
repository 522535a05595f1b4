import { CloseButton } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useWords } from '../../i18n/catalogue.ts'
import { simulator } from '../../i18n/simulator.ts'
import { isFirstVisit, rememberVisit, stepsDone } from './first-visit.ts'
import { useScene } from './live/use.ts'
import classes from './simulator.module.css'
import { useSimulator } from './simulator-context.ts'

/** On the first visit: three steps that say what to watch. Each ticks itself off when it has happened. */
export function FirstSteps() {
  const [shown, setShown] = useState(isFirstVisit)
  if (!shown) return null
  const close = () => {
    rememberVisit()
    setShown(false)
  }
  return <Steps onClose={close} />
}

function Steps({ onClose }: { onClose: () => void }) {
  const words = useWords(simulator)
  const { phoneId } = useSimulator()
  const done = useScene((scene) => stepsDone(scene, phoneId))
  return (
    <section className={classes.steps} aria-label={words.firstSteps}>
      <ol className={classes.stepList}>
        {[words.stepSend, words.stepAccept, words.stepWatch].map((text, index) => (
          <li
            key={text}
            className={classes.step}
            data-state={stateOf(index, done)}
            {...(index === done && { 'aria-current': 'step' })}
          >
            <span className={classes.stepNumber} aria-hidden="true">
              {index < done ? <IconCheck size={13} stroke={2.6} /> : index + 1}
            </span>
            {text}
            {index < done && <span className="only-read">{words.done}</span>}
          </li>
        ))}
      </ol>
      <CloseButton size={28} iconSize={16} aria-label={words.closeSteps} onClick={onClose} />
    </section>
  )
}

const stateOf = (index: number, done: number) => (index < done ? 'done' : index === done ? 'now' : 'later')
