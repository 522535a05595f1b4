import { Button, SegmentedControl, Switch } from '@mantine/core'
import { IconPlus, IconRobot } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listRules, maxRules, type Rule, saveRule } from '../../../../contract/operations/rules.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { rules as ruleWords } from '../../../i18n/rules.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { toast } from '../../../shell/toast.ts'
import { asked, useAct, useView } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { Asked } from '../shared/Asked.tsx'
import { byName, searched } from '../shared/fold.ts'
import { ListBar } from '../shared/ListBar.tsx'
import { Screen } from '../shared/Screen.tsx'
import classes from '../shared/settings.module.css'
import { type Column, Table } from '../shared/Table.tsx'
import { Time } from '../shared/Time.tsx'
import { useGo } from '../shared/useGo.ts'
import { RuleScreen } from './RuleScreen.tsx'
import { Outcome } from './Runs.tsx'
import { ruleInput, ruleValues } from './rule-values.ts'
import ruleClasses from './rules.module.css'
import { Starts } from './Starts.tsx'
import { capital, sayJobs, sayOccasion } from './say-rule.ts'
import { useSaying } from './useSaying.ts'

/** Automation rules: all of them, one, or a new one. */
export function Rules({ rest: [id, like] }: ScreenProps) {
  const words = useWords(ruleWords)
  const general = useWords(admin)
  const go = useGo()
  const query = useRules()
  if (id !== undefined) return <RuleScreen query={query} id={id} like={like} />
  const create = (
    <Button
      variant="filled"
      leftSection={<IconPlus size={16} aria-hidden />}
      {...((query.data?.rules.length ?? 0) >= maxRules && { 'aria-disabled': true, 'data-disabled': true })}
      onClick={() => void go('rules/new')}
    >
      {words.newRule}
    </Button>
  )
  return (
    <Screen title={general.rules} actions={create} fill>
      <Asked query={query}>
        {({ rules }) =>
          rules.length === 0 ? (
            <EmptyState
              mark={<IconRobot size={22} aria-hidden />}
              title={words.noRules}
              action={
                <div className={ruleClasses.begin}>
                  <p className={classes.fieldLabel}>{words.startFrom}</p>
                  <Starts />
                </div>
              }
            >
              <p className={ruleClasses.explained}>{words.noRulesText}</p>
            </EmptyState>
          ) : (
            <List rules={rules} />
          )
        }
      </Asked>
    </Screen>
  )
}

/** How long the list is good: what became of runs is told by no line. */
const untoldMs = 5_000

/** All rules: fetched again when somebody saves one, and when the list is shown again after a while. */
function useRules() {
  const version = useView((view) => view.catalogs.rules ?? 0)
  return useQuery({ ...asked(listRules, {}, version), staleTime: untoldMs, placeholderData: keepPreviousData })
}

type Which = 'all' | 'on' | 'off'

function List({ rules }: { rules: readonly Rule[] }) {
  const general = useWords(admin)
  const saying = useSaying()
  const { words, language } = saying
  const [search, setSearch] = useState('')
  const [which, setWhich] = useState<Which>('all')
  const chosen = rules.filter(({ active }) => which === 'all' || active === (which === 'on'))
  const whenOf = (rule: Rule) => sayOccasion(rule, saying)
  const doesOf = (rule: Rule) => capital(sayJobs(rule.jobs, saying), language)
  const shown = searched(chosen.toSorted(byName), search, (rule) => `${rule.name} ${whenOf(rule)} ${doesOf(rule)}`)
  const columns: Column<Rule>[] = [
    { key: 'name', title: general.name, track: '1.6fr', cell: ({ name }) => <bdi>{name}</bdi> },
    { key: 'on', title: words.isOn, track: '64px', cell: (rule) => <OnSwitch rule={rule} /> },
    { key: 'when', title: words.when, track: '2fr', cell: whenOf },
    { key: 'does', title: words.does, track: '2fr', cell: (rule) => <bdi>{doesOf(rule)}</bdi> },
    { key: 'last', title: words.lastRun, track: '1.3fr', spare: true, cell: (rule) => <Last rule={rule} /> },
  ]
  return (
    <>
      <ListBar search={search} onSearch={setSearch} placeholder={words.search} found={shown.length} of={rules.length}>
        <SegmentedControl
          aria-label={words.whichRules}
          value={which}
          onChange={(value) => setWhich(value as Which)}
          data={(['all', 'on', 'off'] as const).map((value) => ({ value, label: words.which(value) }))}
        />
      </ListBar>
      {shown.length === 0 ? (
        <EmptyState title={general.nothingFound}>{general.nothingFoundText}</EmptyState>
      ) : (
        <Table name={general.rules} rows={shown} columns={columns} to={({ id }) => `rules/${id}`} />
      )}
    </>
  )
}

/** On or off without opening it. */
function OnSwitch({ rule }: { rule: Rule }) {
  const words = useWords(ruleWords)
  const { run, busy } = useAct(saveRule)
  const turn = async () => {
    const active = !rule.active
    const answer = await run(ruleInput({ ...ruleValues(rule), active }, rule.id, rule.version))
    if (answer?.ok) toast(active ? words.switchedOn(rule.name) : words.switchedOff(rule.name))
    else if (answer) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  return (
    <span className={ruleClasses.above}>
      <Switch
        aria-label={words.switchRule(rule.name)}
        checked={rule.active}
        aria-busy={busy}
        onChange={() => void turn()}
      />
    </span>
  )
}

function Last({ rule: { lastRun, pending } }: { rule: Rule }) {
  const words = useWords(ruleWords)
  return (
    <span className={ruleClasses.last}>
      {lastRun ? (
        <>
          <Outcome outcome={lastRun.outcome} />
          <Time at={lastRun.at} />
        </>
      ) : (
        <span className="quiet">{words.neverRan}</span>
      )}
      {pending > 0 && <span className="quiet">{words.pending(pending)}</span>}
    </span>
  )
}
