import { Switch } from '@mantine/core'
import { useMemo } from 'react'
import { saveTagging } from '../../../../contract/operations/tags.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { tags as tagWords } from '../../../i18n/tags.ts'
import { Section } from '../../../parts/Page.tsx'
import { toast } from '../../../shell/toast.ts'
import { useAct, useMade } from '../../../sync/use.ts'
import { Asked } from '../shared/Asked.tsx'
import { byName } from '../shared/fold.ts'
import { Screen } from '../shared/Screen.tsx'
import { SaveButtons, SettingsNotices } from '../shared/SettingsParts.tsx'
import classes from '../shared/settings.module.css'
import tagClasses from '../shared/tags.module.css'
import { type Settings, useSettings } from '../shared/useSettings.ts'
import { type RuleValues, ruleValues, seesLess, taggingOf } from './tag-values.ts'
import { type Listed, type TagsQuery, Unseen } from './Unseen.tsx'

/** Whether tags decide who sees what, and for whom. */
export function RulesScreen({ query }: { query: TagsQuery }) {
  return <Asked query={query}>{(listed) => <RulesForm listed={listed} />}</Asked>
}

/** What nobody has decided yet has no version, and is there all the same: nothing is created here. */
const versionShown = (version: number): number => version + 1

function useRules({ tagging }: Listed): Settings<RuleValues> {
  const words = useWords(tagWords)
  const { run } = useAct(saveTagging)
  const kept = useMemo(() => ({ version: versionShown(tagging.version), values: ruleValues(tagging) }), [tagging])
  return useSettings<RuleValues>({
    kept,
    problemsOf: () => [],
    async save(values, version) {
      const answer = await run({ ...taggingOf(values), version: version - 1 })
      if (!answer?.ok) return answer
      toast(words.rulesSaved)
      return { ...answer, value: { version: versionShown(answer.value.version) } }
    },
  })
}

const roles = ['agent', 'supervisor'] as const
const parts = ['filter', 'assign', 'block'] as const
const pathOf = {
  agent: { filter: 'agentFilter', assign: 'agentAssign', block: 'agentBlock' },
  supervisor: { filter: 'supervisorFilter', assign: 'supervisorAssign', block: 'supervisorBlock' },
} as const
const noteOf = { filter: 'filterNote', assign: 'assignNote', block: 'blockNote' } as const

function RulesForm({ listed }: { listed: Listed }) {
  const words = useWords(tagWords)
  const general = useWords(admin)
  const settings = useRules(listed)
  const { values, field } = settings
  const labels: Record<string, string> = {
    active: words.switchedOn,
    ...Object.fromEntries(
      roles.flatMap((role) => parts.map((part) => [pathOf[role][part], `${words.ofRole(role)}: ${words[part]}`])),
    ),
  }
  return (
    <Screen title={words.rules} above={{ name: words.tags, to: 'tags' }} actions={<SaveButtons settings={settings} />}>
      <div style={{ maxInlineSize: 860 }}>
        <div className={classes.notices}>
          <SettingsNotices
            settings={settings}
            labelOf={(path) => labels[path] ?? path}
            sayValue={(path, of) => (of[path as keyof RuleValues] ? general.yes : general.no)}
          />
          <Unseen unseen={listed.unseen} />
        </div>
        <Section title={words.rules} note={words.switchingOn}>
          <div className={classes.stack}>
            <Switch label={words.switchedOn} description={words.switchedOnNote} {...field('active', 'checkbox')} />
            <p className={classes.hint}>{words.example}</p>
            {values.active && (
              <>
                <div className={tagClasses.roles}>
                  {roles.map((role) => (
                    <fieldset key={role} className={tagClasses.role}>
                      <legend className={classes.fieldLabel}>{words.ofRole(role)}</legend>
                      <div className={classes.stack}>
                        {parts.map((part) => (
                          <Switch
                            key={part}
                            label={words[part]}
                            description={words[noteOf[part]]}
                            {...field(pathOf[role][part], 'checkbox')}
                          />
                        ))}
                      </div>
                    </fieldset>
                  ))}
                </div>
                <p className={classes.hint}>{words.administratorsSee}</p>
              </>
            )}
          </div>
        </Section>
        <Consequence values={values} />
      </div>
    </Screen>
  )
}

/** More than these are a number. */
const maxPeople = 8
const maxNames = 3

/** Whom it would hide something from, before it is saved. */
function Consequence({ values }: { values: RuleValues }) {
  const words = useWords(tagWords)
  const people = useMade((view) => Object.values(view.agents).filter(({ active }) => active))
  const channels = useMade((view) => Object.values(view.channels))
  const queues = useMade((view) => Object.values(view.queues))
  const isTagged = [...channels, ...queues].some(({ tagIds }) => tagIds.length > 0)
  const less = seesLess(taggingOf(values), people.toSorted(byName), { channels, queues })
  const shown = less.slice(0, maxPeople)
  return (
    <Section title={words.consequence} note={words.consequenceNote}>
      <div aria-live="polite">
        {less.length === 0 ? (
          <p className={classes.hint}>{values.active && !isTagged ? words.nothingTagged : words.nobodySeesLess}</p>
        ) : (
          <>
            <p className={classes.hint}>{words.seeLess(less.length, people.length)}</p>
            <ul className={tagClasses.people}>
              {shown.map(({ id, name, hidden }) => (
                <li key={id}>
                  <bdi>{name}</bdi>{' '}
                  {words.doesNotSee(hidden.slice(0, maxNames).map(words.thing), Math.max(0, hidden.length - maxNames))}
                </li>
              ))}
              {less.length > shown.length && <li>{words.morePeople(less.length - shown.length)}</li>}
            </ul>
          </>
        )}
      </div>
    </Section>
  )
}
