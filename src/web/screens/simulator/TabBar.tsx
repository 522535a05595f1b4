import type { KeyboardEvent } from 'react'
import { useWords } from '../../i18n/catalogue.ts'
import { simulator } from '../../i18n/simulator.ts'
import { simulatorMark } from '../../i18n/simulator-mark.ts'
import { useScene } from './live/use.ts'
import classes from './simulator.module.css'
import type { Tab } from './simulator-context.ts'

type Props = { tabs: readonly Tab[]; tab: Tab; onChoose: (tab: Tab) => void }

/** Tabs for the panes that do not fit beside each other. Arrows move among them. */
export function TabBar({ tabs, tab, onChoose }: Props) {
  const words = useWords(simulator)
  const { faultsRun } = useWords(simulatorMark)
  const running = useScene((scene) => scene.running.length)
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const next = by === undefined ? undefined : tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length]
    if (!next) return
    onChoose(next)
    document.getElementById(`simulator-tab-${next}`)?.focus()
  }
  const names = { phone: words.tabPhone, traffic: words.traffic, switches: words.tabSwitches }
  return (
    <div role="tablist" aria-label={words.parts} className={classes.tabs} onKeyDown={onKeyDown}>
      {tabs.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`simulator-tab-${name}`}
          aria-controls={`simulator-${name}`}
          aria-selected={name === tab}
          tabIndex={name === tab ? 0 : -1}
          className={classes.tab}
          onClick={() => onChoose(name)}
        >
          {names[name]}
          {name === 'switches' && running > 0 && (
            <span className={classes.tabMark}>
              <span aria-hidden="true">{running}</span>
              <span className="only-read">{faultsRun(running)}</span>
            </span>
          )}
        </button>
      ))}
    </div>
  )
}
