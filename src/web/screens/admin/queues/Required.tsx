import { NumberInput, Switch } from '@mantine/core'
import { maxSkillsOfQueue } from '../../../../contract/operations/skills.ts'
import { lacking } from '../../../../modules/routing/core/skills.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { skills as skillsArea } from '../../../i18n/skills.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { Section } from '../../../parts/Page.tsx'
import classes from '../shared/settings.module.css'
import type { Settings } from '../shared/useSettings.ts'
import { SkillRows, useSkills } from '../skills/SkillRows.tsx'
import skillClasses from '../skills/skills.module.css'
import { usePeople } from '../skills/usePeople.ts'
import { areBounds, levelLimits, type QueueValues, required } from './queue-values.ts'
import queueClasses from './queues.module.css'

type Props = { settings: Settings<QueueValues> }

/** What whoever is asked must have, and whether that alone makes them members. */
export function Required({ settings }: Props) {
  const words = useWords(skillsArea)
  const { values, set, field, errorAt, left } = settings
  const skills = useSkills()
  const limits = { ...levelLimits, clampBehavior: 'none' as const, allowDecimal: false, size: 'xs' as const }
  const isWrong = errorAt('skills') !== undefined
  return (
    <Section title={words.skills} note={values.skills.length === 0 ? words.requiredNothing : words.requiredNote}>
      <div className={classes.stack}>
        <SkillRows
          skills={skills}
          rows={values.skills}
          path="skills"
          most={maxSkillsOfQueue}
          newRow={(skillId) => ({ skillId, best: levelLimits.min, worst: levelLimits.max })}
          onChange={(rows) => set('skills', rows)}
          onLeave={() => left('skills')}
          error={errorAt('skills')}
        >
          {(row, name, change) => (
            <span className={queueClasses.required}>
              <NumberInput
                className={skillClasses.number ?? ''}
                aria-label={words.bestOf(name)}
                prefix={`${words.best} `}
                value={row.best}
                error={isWrong && !areBounds(row)}
                onChange={(best) => change({ ...row, best })}
                onBlur={() => left('skills')}
                {...limits}
              />
              <NumberInput
                className={skillClasses.number ?? ''}
                aria-label={words.worstOf(name)}
                prefix={`${words.worst} `}
                value={row.worst}
                error={isWrong && !areBounds(row)}
                onChange={(worst) => change({ ...row, worst })}
                onBlur={() => left('skills')}
                {...limits}
              />
            </span>
          )}
        </SkillRows>
        {values.skills.length > 0 && (
          <Switch
            label={words.joinsBySkill}
            description={values.joinsBySkill ? words.joinsBySkillNote : words.joinsByNameNote}
            {...field('joinsBySkill', 'checkbox')}
          />
        )}
        <NobodyAble values={values} />
      </div>
    </Section>
  )
}

/** A queue that asks for what nobody has can be saved: what comes there waits, and that is said before. */
function NobodyAble({ values }: { values: QueueValues }) {
  const words = useWords(skillsArea)
  const general = useWords(admin)
  const skills = useSkills()
  const people = usePeople()
  const asked = required(values.skills)
  if (asked.length === 0 || skills.length === 0) return null
  const missing = lacking(asked, people)
  const names = missing.map((id) => skills.find((skill) => skill.id === id)?.name ?? general.gone)
  if (missing.length > 0)
    return (
      <Callout tone="warn" announced>
        {words.nobodyAble(names)}
      </Callout>
    )
  const named = new Set(values.members.map(({ agentId }) => agentId))
  const candidates = people.filter(({ id }) => named.has(id))
  if (values.joinsBySkill || lacking(asked, candidates).length === 0) return null
  return (
    <Callout tone="warn" announced>
      {words.nobodyAbleNamed}
    </Callout>
  )
}
