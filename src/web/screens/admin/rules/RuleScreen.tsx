import { Button, Switch, TextInput } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { type UseQueryResult, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { listRules, type Rule, removeRule, saveRule } from '../../../../contract/operations/rules.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { rules as ruleWords } from '../../../i18n/rules.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { ConfirmButton } from '../../../parts/ConfirmButton.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { Section } from '../../../parts/Page.tsx'
import { toast } from '../../../shell/toast.ts'
import { type Refused, useAct } from '../../../sync/use.ts'
import { Asked } from '../shared/Asked.tsx'
import { Screen } from '../shared/Screen.tsx'
import { SaveButtons, SettingsNotices } from '../shared/SettingsParts.tsx'
import classes from '../shared/settings.module.css'
import { useGo } from '../shared/useGo.ts'
import { focusField, type Settings, useSettings } from '../shared/useSettings.ts'
import { Conditions } from './Conditions.tsx'
import { Jobs } from './Jobs.tsx'
import { Runs } from './Runs.tsx'
import {
  isStart,
  newRule,
  placesOfRule,
  type RuleValues,
  ruleInput,
  ruleProblems,
  ruleValues,
  ruleWholes,
  startOf,
} from './rule-values.ts'
import ruleClasses from './rules.module.css'
import { Starts } from './Starts.tsx'
import { type Saying, sayConditions, sayJobs, sayLength, sayOccasion, sayRule } from './say-rule.ts'
import { useSaying } from './useSaying.ts'
import { When } from './When.tsx'

export type Listed = { rules: Rule[]; zone: string }

/** One rule, or a new one: empty, like another (`like` is its id), or from a starting point (`like` is its name). */
export function RuleScreen({
  query,
  id,
  like,
}: {
  query: UseQueryResult<Listed, Refused>
  id: string
  like: string | undefined
}) {
  const words = useWords(ruleWords)
  const general = useWords(admin)
  return (
    <Asked query={query}>
      {({ rules, zone }) => {
        const stored = rules.find((rule) => rule.id === id)
        if (!stored && id !== 'new')
          return (
            <Screen title={general.rules} above={{ name: general.rules, to: 'rules' }}>
              <EmptyState title={words.gone}>{words.goneText}</EmptyState>
            </Screen>
          )
        const model = rules.find((rule) => rule.id === like)
        return <RuleForm key={`${id} ${like}`} stored={stored ?? null} model={model} start={like} zone={zone} />
      }}
    </Asked>
  )
}

type FormProps = { stored: Rule | null; model: Rule | undefined; start: string | undefined; zone: string }

function RuleForm(props: FormProps) {
  const { stored, model, zone } = props
  const general = useWords(admin)
  const saying = useSaying()
  const { words } = saying
  const settings = useRuleSettings(props, saying)
  const title = model ? words.copyOf(model.name) : words.newRule
  // The button that made the copy is gone, and a name is what it lacks.
  const isCopy = model !== undefined
  useEffect(() => {
    if (isCopy) focusField('name')
  }, [isCopy])
  const labels: Record<string, string> = {
    name: general.name,
    active: words.isOn,
    when: words.sectionWhen,
    delaySeconds: words.delay,
    onlyWithin: words.within,
    conditions: words.sectionConditions,
    jobs: words.sectionJobs,
  }
  return (
    <Screen
      title={stored ? settings.base.name : title}
      above={{ name: general.rules, to: 'rules' }}
      actions={
        <>
          {stored && <Acts rule={stored} />}
          <SaveButtons settings={settings} />
        </>
      }
    >
      <div className={classes.notices}>
        <SettingsNotices
          settings={settings}
          labelOf={(path) => labels[path.split('.')[0] ?? ''] ?? path}
          sayValue={(path, values) => sayValue(path, values, saying, general)}
        />
      </div>
      <div className={ruleClasses.panes}>
        <div>
          {!stored && (
            <Section title={words.startFrom} note={words.startNote}>
              <Starts at={props.start} />
            </Section>
          )}
          <General settings={settings} saying={saying} />
          <When settings={settings} saying={saying} zone={zone} />
          <Conditions settings={settings} />
          <Jobs settings={settings} />
        </div>
        <div className={ruleClasses.side}>
          <Section title={words.inWords} note={words.inWordsNote}>
            <p className={ruleClasses.whole} aria-live="off">
              {sayRule(settings.values, saying)}
            </p>
          </Section>
          <Runs rule={stored} />
        </div>
      </div>
    </Screen>
  )
}

function General({ settings, saying: { words } }: { settings: Settings<RuleValues>; saying: Saying }) {
  const general = useWords(admin)
  return (
    <Section title={general.sectionGeneral}>
      <div className={classes.stack}>
        <TextInput
          label={general.name}
          description={words.nameNote}
          withAsterisk
          data-path="name"
          {...settings.field('name')}
        />
        <Switch label={words.isOn} description={words.onNote} {...settings.field('active', 'checkbox')} />
      </div>
    </Section>
  )
}

/** Pure: what a part of a rule is, short enough to compare. */
function sayValue(
  path: string,
  values: RuleValues,
  saying: Saying,
  general: { yes: string; no: string; none: string },
): string {
  const { words, names } = saying
  switch (path) {
    case 'active':
      return values.active ? general.yes : general.no
    case 'when':
      return sayOccasion({ when: values.when, delaySeconds: 0 }, saying)
    case 'delaySeconds':
      return sayLength(values.delaySeconds, saying)
    case 'onlyWithin':
      return values.onlyWithin === null ? words.anyTime : names.calendar(values.onlyWithin)
    case 'conditions':
      return values.conditions.length === 0 ? general.none : sayConditions(values.conditions, saying)
    case 'jobs':
      return sayJobs(values.jobs, saying)
    default:
      return values.name
  }
}

function useRuleSettings({ stored, model, start }: FormProps, { words, isThere }: Saying): Settings<RuleValues> {
  const go = useGo()
  const queries = useQueryClient()
  const { run } = useAct(saveRule)
  const kept = useMemo(() => {
    if (stored) return { version: stored.version, values: ruleValues(stored) }
    if (model) return { version: 0, values: { ...ruleValues(model), name: '' } }
    return { version: 0, values: isStart(start) ? startOf(start, words) : newRule }
  }, [stored, model, start, words])
  const sent = useRef(kept.values)
  return useSettings<RuleValues>({
    kept,
    wholes: ruleWholes,
    problemsOf: (values) => ruleProblems(values, words),
    placesOf: (refused) => placesOfRule(refused, sent.current, isThere),
    async save(values, version) {
      sent.current = values
      const answer = await run(ruleInput(values, stored?.id ?? null, version))
      if (!answer?.ok) return answer
      toast(stored ? words.saved : words.created)
      if (!stored) {
        await queries.invalidateQueries({ queryKey: [listRules.path] })
        await go(`rules/${answer.value.id}`, { leave: true, replace: true })
      }
      return answer
    },
  })
}

function Acts({ rule }: { rule: Rule }) {
  const words = useWords(ruleWords)
  const go = useGo()
  const { run, busy } = useAct(removeRule)
  const remove = async () => {
    const answer = await run({ id: rule.id })
    if (answer?.ok) {
      toast(words.removed(rule.name))
      await go('rules', { leave: true })
    } else if (answer) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  return (
    <>
      <Button leftSection={<IconCopy size={15} aria-hidden />} onClick={() => void go(`rules/new/${rule.id}`)}>
        {words.copy}
      </Button>
      <ConfirmButton
        loading={busy}
        question={words.removeQuestion(rule.name)}
        consequence={words.removeText(rule.pending)}
        verb={words.remove}
        onConfirm={remove}
      >
        {words.remove}
      </ConfirmButton>
    </>
  )
}
