import { Button, FileButton } from '@mantine/core'
import { IconDeviceFloppy, IconFolderOpen } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { type Change, type Day, maxSeeds, type Scenario } from '../../../../contract/day.ts'
import { type Misfit, withChanges } from '../../../../modules/whatif/core/change.ts'
import { type Problem, readScenario } from '../../../../modules/whatif/core/check.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { whatif } from '../../../i18n/whatif.ts'
import { Callout } from '../../../parts/Callout.tsx'
import type { ScreenProps } from '../Admin.tsx'
import { Screen } from '../shared/Screen.tsx'
import settings from '../shared/settings.module.css'
import { Changes } from './Changes.tsx'
import { DayPanel } from './DayPanel.tsx'
import { defaultDay } from './made.ts'
import { Outcome } from './Outcome.tsx'
import { usePlay } from './usePlay.ts'
import classes from './whatif.module.css'

/** Files larger than this are none of ours. Bytes. */
const maxFileBytes = 20_000_000
const usualSeeds = 3

/** The what-if room: a day, what is different in it, and both side by side. */
export function WhatIf(_: ScreenProps) {
  const words = useWords(whatif)
  const [scenario, setScenario] = useState<Omit<Scenario, 'kind' | 'version'>>(() => ({
    day: defaultDay(words),
    changes: [],
    seeds: usualSeeds,
  }))
  const [opened, setOpened] = useState<{ name: string; problems: Problem[]; times: number } | null>(null)
  const { day, changes, seeds } = scenario
  const result = useMemo(() => withChanges(day, changes), [day, changes])
  const asked = useMemo(
    () => ({ now: day, changed: result.ok && changes.length > 0 ? result.day : null, seeds }),
    [day, changes, seeds, result],
  )
  const play = usePlay(asked)
  // What no longer fits another day is taken away rather than standing in the way of it.
  const setDay = (next: Day) => setScenario((now) => ({ ...now, day: next, changes: fitting(next, now.changes) }))
  const tryChange = (change: Change): Misfit | null => {
    const next = withChanges(day, [...changes, change])
    if (!next.ok) return next.misfit
    setScenario({ day, seeds, changes: [...changes, change] })
    return null
  }
  async function open(file: File | null): Promise<void> {
    if (file === null) return
    const read = file.size > maxFileBytes ? undefined : readScenario(await file.text())
    const problems: Problem[] = read === undefined ? [{ what: 'not_a_scenario', at: '' }] : read.ok ? [] : read.problems
    setOpened((before) => ({ name: file.name, problems, times: (before?.times ?? 0) + (read?.ok ? 1 : 0) }))
    if (read?.ok) setScenario(read.value)
  }
  return (
    <Screen
      title={words.title}
      actions={
        <>
          <FileButton accept="application/json,.json" onChange={(file) => void open(file)}>
            {(props) => (
              <Button {...props} leftSection={<IconFolderOpen size={16} aria-hidden />}>
                {words.openFile}
              </Button>
            )}
          </FileButton>
          <Button
            leftSection={<IconDeviceFloppy size={16} aria-hidden />}
            onClick={() => save(scenario, words.fileName)}
          >
            {words.saveFile}
          </Button>
        </>
      }
    >
      <p className={settings.hint}>{words.intro}</p>
      {opened && opened.problems.length > 0 && (
        <div className={classes.notice}>
          <Callout tone="bad" announced>
            {words.fileWrong(opened.name)}
            <ul>
              {opened.problems.map(({ what, at }) => (
                <li key={`${what} ${at}`}>{words.problem(what, at)}</li>
              ))}
            </ul>
          </Callout>
        </div>
      )}
      <div className={classes.room}>
        <div className={classes.left}>
          <DayPanel key={opened?.times ?? 0} day={day} isOpened={(opened?.times ?? 0) > 0} onDay={setDay} />
          <Changes
            day={day}
            changes={changes}
            onAdd={tryChange}
            onRemove={(at) => setScenario({ day, seeds, changes: changes.toSpliced(at, 1) })}
          />
        </div>
        <Outcome
          play={play}
          seeds={seeds}
          onSeeds={(next) => setScenario({ day, changes, seeds: Math.min(maxSeeds, Math.max(1, next)) })}
        />
      </div>
    </Screen>
  )
}

/** Of these changes those that can be made to the day, one after the other. */
function fitting(day: Day, changes: readonly Change[]): Change[] {
  const kept: Change[] = []
  for (const change of changes) {
    kept.push(change)
    if (!withChanges(day, kept).ok) kept.pop()
  }
  return kept
}

function save({ day, changes, seeds }: Omit<Scenario, 'kind' | 'version'>, name: string): void {
  const scenario: Scenario = { kind: 'switchboard what-if', version: 1, day, changes, seeds }
  const address = URL.createObjectURL(new Blob([JSON.stringify(scenario)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
