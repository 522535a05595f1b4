import { Checkbox, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { DispositionId, ResultCodePlanId } from '../../../../contract/ids.ts'
import {
  type Disposition,
  listDispositions,
  listPlans,
  type ResultCodePlan,
  savePlan,
} from '../../../../contract/operations/dispositions.ts'
import { branch } from '../../../../modules/dispositions/core/tree.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { toast } from '../../../shell/toast.ts'
import { useAct, useAsked } from '../../../sync/use.ts'
import { linesOf, wayTo } from '../dispositions/tree.ts'
import { Asked } from '../shared/Asked.tsx'
import { searched } from '../shared/fold.ts'
import { SaveButtons, SettingsNotices } from '../shared/SettingsParts.tsx'
import classes from '../shared/settings.module.css'
import { type Settings, useSettings } from '../shared/useSettings.ts'
import planClasses from './plans.module.css'

type Values = { name: string; dispositionIds: DispositionId[] }
type Props = {
  id: ResultCodePlanId | null
  onSaved: (id: ResultCodePlanId) => void
  onChanged?: (dirty: boolean) => void
}

const maxName = 60
/** More than these are searched, not only read. */
const manyCodes = 12

/** A plan: its name, and which dispositions it offers. Used on its own page, and above the form of a channel. */
export function PlanEditor({ id, onSaved, onChanged }: Props) {
  const plans = useAsked(listPlans, {}, { catalog: 'result_code_plans' })
  const dispositions = useAsked(listDispositions, {}, { catalog: 'dispositions' })
  return (
    <Asked query={plans}>
      {({ plans }) => (
        <Asked query={dispositions}>
          {({ dispositions }) => (
            <Editor
              stored={plans.find((plan) => plan.id === id) ?? null}
              all={dispositions}
              onSaved={onSaved}
              onChanged={onChanged}
            />
          )}
        </Asked>
      )}
    </Asked>
  )
}

type EditorProps = {
  stored: ResultCodePlan | null
  all: readonly Disposition[]
  onSaved: Props['onSaved']
  onChanged?: Props['onChanged'] | undefined
}

function Editor({ stored, all, onSaved, onChanged }: EditorProps) {
  const words = useWords(admin)
  const settings = usePlanSettings({ stored, all, onSaved, onChanged })
  const { field } = settings
  return (
    <div className={classes.stack}>
      <SettingsNotices
        settings={settings}
        labelOf={(path) => (path === 'name' ? words.name : words.dispositions)}
        sayValue={(path, { name, dispositionIds }) =>
          path === 'name' ? name : namesOf(all, dispositionIds) || words.none
        }
      />
      <TextInput label={words.name} withAsterisk {...field('name')} />
      <Codes settings={settings} all={all} />
      <div className={planClasses.save}>
        <SaveButtons settings={settings} />
      </div>
    </div>
  )
}

function usePlanSettings({ stored, all, onSaved, onChanged }: EditorProps): Settings<Values> {
  const words = useWords(admin)
  const queries = useQueryClient()
  const { run } = useAct(savePlan)
  const kept = useMemo(() => {
    if (!stored) return { version: 0, values: { name: '', dispositionIds: [] } }
    const { version } = stored
    return { version, values: { name: stored.name, dispositionIds: stored.dispositionIds.toSorted() } }
  }, [stored])
  return useSettings<Values>({
    kept,
    onChanged,
    problemsOf: ({ name, dispositionIds }) => [
      ...(name.trim() === '' ? [{ path: 'name', text: words.planNameNeeded }] : []),
      ...(name.trim().length > maxName ? [{ path: 'name', text: words.tooLong(name.trim().length, maxName) }] : []),
      ...(dispositionIds.length === 0 && all.length > 0 ? [{ path: 'dispositionIds', text: words.codeNeeded }] : []),
    ],
    placesOf: ({ refusal }) => (refusal === 'name_taken' ? ['name'] : []),
    async save(values, version) {
      const answer = await run({ ...values, id: stored?.id ?? null, version })
      if (!answer?.ok) return answer
      toast(words.planSaved)
      // Whoever goes on with the plan, such as a channel's form, needs it in the list.
      await queries.invalidateQueries({ queryKey: [listPlans.path] })
      onSaved(answer.value.id)
      return answer
    },
  })
}

const namesOf = (all: readonly Disposition[], ids: readonly DispositionId[]): string =>
  all.flatMap(({ id, name }) => (ids.includes(id) ? [name] : [])).join(', ')

/** The tree with a box at each line: a level takes all below it along, and each can be left out by itself. */
function Codes({ settings, all }: { settings: Settings<Values>; all: readonly Disposition[] }) {
  const words = useWords(admin)
  const { values, set, errorAt } = settings
  const chosen = new Set(values.dispositionIds)
  const [search, setSearch] = useState('')
  const found = new Set(
    searched(all, search, ({ name }) => name).flatMap(({ id }) => wayTo(all, id).map((one) => one.id)),
  )
  const put = (ids: readonly DispositionId[], on: boolean) => {
    const others = values.dispositionIds.filter((other) => !ids.includes(other))
    set('dispositionIds', (on ? [...others, ...ids] : others).toSorted())
  }
  const error = errorAt('dispositionIds')
  return (
    <fieldset className={planClasses.codes}>
      <legend className={classes.fieldLabel}>{words.codesOf(chosen.size, all.length)}</legend>
      {all.length === 0 && <p className={classes.hint}>{words.noDispositions}</p>}
      {error && <p className={classes.fieldError}>{error}</p>}
      {all.length > manyCodes && (
        <TextInput
          aria-label={words.searchDispositions}
          placeholder={words.searchDispositions}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {found.size === 0 && all.length > 0 && <p className={classes.hint}>{words.nothingFound}</p>}
      {linesOf(all.filter(({ id }) => found.has(id))).map(({ disposition: { id, name, active }, level }, at) => {
        // What a search hides stays as it is.
        const ids = branch(all, id).filter((one) => found.has(one))
        const some = ids.some((one) => chosen.has(one))
        return (
          <Checkbox
            key={id}
            className={planClasses.code ?? ''}
            style={{ paddingInlineStart: (level - 1) * 24 }}
            {...(at === 0 && { 'data-path': 'dispositionIds' })}
            label={active ? name : words.inactiveName(name)}
            checked={chosen.has(id)}
            indeterminate={!chosen.has(id) && some}
            onChange={() => put(ids, !chosen.has(id))}
          />
        )
      })}
    </fieldset>
  )
}
