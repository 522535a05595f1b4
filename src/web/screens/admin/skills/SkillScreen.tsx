import { Textarea, TextInput } from '@mantine/core'
import { type UseQueryResult, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { listSkills, removeSkill, type Skill, saveSkill } from '../../../../contract/operations/skills.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { skills as skillWords } from '../../../i18n/skills.ts'
import { ConfirmButton } from '../../../parts/ConfirmButton.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { Section } from '../../../parts/Page.tsx'
import { toast } from '../../../shell/toast.ts'
import { type Refused, useAct, useView } from '../../../sync/use.ts'
import queueClasses from '../queues/queues.module.css'
import { AdminLink } from '../shared/AdminLink.tsx'
import { Asked } from '../shared/Asked.tsx'
import { NotNow } from '../shared/NotNow.tsx'
import { Screen } from '../shared/Screen.tsx'
import { SaveButtons, SettingsNotices } from '../shared/SettingsParts.tsx'
import classes from '../shared/settings.module.css'
import { useGo } from '../shared/useGo.ts'
import { type Settings, useSettings } from '../shared/useSettings.ts'
import { People } from './People.tsx'
import {
  maxSkillDescription,
  newSkill,
  type SkillValues,
  skillInput,
  skillPlaces,
  skillProblems,
  skillValues,
} from './skill-values.ts'
import skillClasses from './skills.module.css'

type Query = UseQueryResult<{ skills: Skill[] }, Refused>

/** One skill, or a new one, and everybody who has it. */
export function SkillScreen({ query, id }: { query: Query; id: string }) {
  const words = useWords(skillWords)
  return (
    <Asked query={query}>
      {({ skills }) => {
        const stored = skills.find((skill) => skill.id === id)
        if (!stored && id !== 'new')
          return (
            <Screen title={words.skills} above={{ name: words.skills, to: 'skills' }}>
              <EmptyState title={words.skillGone}>{words.skillGoneText}</EmptyState>
            </Screen>
          )
        return <SkillForm stored={stored ?? null} />
      }}
    </Asked>
  )
}

function SkillForm({ stored }: { stored: Skill | null }) {
  const words = useWords(skillWords)
  const general = useWords(admin)
  const settings = useSkillSettings(stored)
  const agents = useView((view) => view.agents)
  const labels: Record<string, string> = {
    name: general.name,
    description: general.description,
    people: words.people,
  }
  const sayValue = (path: string, values: SkillValues) =>
    path === 'people'
      ? values.people.map(({ agentId, level }) => `${agents[agentId]?.name ?? general.gone} ${level}`).join(', ')
      : String(values[path as 'name' | 'description'])
  return (
    <Screen
      title={stored ? settings.base.name : words.newSkill}
      above={{ name: words.skills, to: 'skills' }}
      actions={
        <>
          {stored && <RemoveSkill skill={stored} />}
          <SaveButtons settings={settings} />
        </>
      }
    >
      <div className={classes.notices}>
        <SettingsNotices settings={settings} labelOf={(path) => labels[path] ?? path} sayValue={sayValue} />
      </div>
      <div className={queueClasses.panes}>
        <div>
          <Section title={general.sectionGeneral}>
            <div className={classes.stack}>
              <TextInput
                label={general.name}
                description={words.skillNameNote}
                withAsterisk
                spellCheck={false}
                {...settings.field('name')}
              />
              <Textarea
                label={general.description}
                description={general.ofLetters(settings.values.description.trim().length, maxSkillDescription)}
                autosize
                minRows={1}
                maxRows={8}
                {...settings.field('description')}
              />
            </div>
          </Section>
          <AskedFor skill={stored} />
        </div>
        <People settings={settings} />
      </div>
    </Screen>
  )
}

function useSkillSettings(stored: Skill | null): Settings<SkillValues> {
  const words = useWords(skillWords)
  const general = useWords(admin)
  const go = useGo()
  const queries = useQueryClient()
  const { run } = useAct(saveSkill)
  const kept = useMemo(
    () => (stored ? { version: stored.version, values: skillValues(stored) } : { version: 0, values: newSkill }),
    [stored],
  )
  return useSettings<SkillValues>({
    kept,
    problemsOf: (values) => skillProblems(values, words, general.tooLong),
    placesOf: skillPlaces,
    async save(values, version) {
      const answer = await run(skillInput(values, stored?.id ?? null, version))
      if (!answer?.ok) return answer
      toast(stored ? words.skillSaved : words.skillCreated)
      if (!stored) {
        await queries.invalidateQueries({ queryKey: [listSkills.path] })
        await go(`skills/${answer.value.id}`, { leave: true, replace: true })
      }
      return answer
    },
  })
}

/** Which queues ask for it: the way to where that is said. */
function AskedFor({ skill }: { skill: Skill | null }) {
  const words = useWords(skillWords)
  const general = useWords(admin)
  const queues = useView((view) => view.queues)
  const queueIds = skill?.queueIds ?? []
  return (
    <Section title={words.askedForBy}>
      {queueIds.length === 0 ? (
        <p className={classes.hint}>{words.askedForByNobody}</p>
      ) : (
        <ul className={skillClasses.names}>
          {queueIds.map((id) => (
            <li key={id}>
              <AdminLink to={`queues/${id}`}>
                <bdi>{queues[id]?.name ?? general.gone}</bdi>
              </AdminLink>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

function RemoveSkill({ skill }: { skill: Skill }) {
  const words = useWords(skillWords)
  const general = useWords(admin)
  const go = useGo()
  const { run, busy } = useAct(removeSkill)
  const queues = useView((view) => view.queues)
  const remove = async () => {
    const answer = await run({ id: skill.id })
    if (answer?.ok) {
      toast(words.skillRemoved(skill.name))
      await go('skills', { leave: true })
    } else if (answer) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  if (skill.queueIds.length > 0) {
    const names = skill.queueIds.map((id) => queues[id]?.name ?? general.gone)
    return <NotNow why={words.askedForByQueues(names)}>{words.removeSkill}</NotNow>
  }
  return (
    <ConfirmButton
      question={words.removeSkillQuestion(skill.name)}
      consequence={words.removeSkillText(skill.people.length)}
      verb={words.removeSkill}
      loading={busy}
      onConfirm={remove}
    >
      {words.removeSkill}
    </ConfirmButton>
  )
}
