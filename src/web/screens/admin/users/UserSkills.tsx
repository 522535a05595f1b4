import { NumberInput } from '@mantine/core'
import type { User } from '../../../../contract/operations/identity.ts'
import { listQueues } from '../../../../contract/operations/queues.ts'
import { maxSkillsOfAgent } from '../../../../contract/operations/skills.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { skills as skillsArea } from '../../../i18n/skills.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { Section } from '../../../parts/Page.tsx'
import { useAsked } from '../../../sync/use.ts'
import classes from '../shared/settings.module.css'
import type { Settings } from '../shared/useSettings.ts'
import { SkillRows, useSkills } from '../skills/SkillRows.tsx'
import { isLevel, levelLimits, usualLevel } from '../skills/skill-values.ts'
import skillClasses from '../skills/skills.module.css'
import type { UserValues } from './user-values.ts'

type Props = { settings: Settings<UserValues>; stored: User | null }

/** What somebody can do, and which queues they belong to by it. */
export function UserSkills({ settings, stored }: Props) {
  const words = useWords(skillsArea)
  const { values, set, errorAt, left } = settings
  const skills = useSkills()
  return (
    <Section title={words.skills} note={words.userSkillsNote}>
      <div className={classes.stack}>
        <SkillRows
          skills={skills}
          rows={values.skills}
          path="skills"
          most={maxSkillsOfAgent}
          newRow={(skillId) => ({ skillId, level: usualLevel })}
          onChange={(rows) => set('skills', rows)}
          onLeave={() => left('skills')}
          error={errorAt('skills')}
        >
          {(row, name, change) => (
            <NumberInput
              size="xs"
              className={skillClasses.number ?? ''}
              aria-label={words.levelOf(name)}
              value={row.level}
              error={errorAt('skills') !== undefined && !isLevel(row.level)}
              onChange={(level) => change({ ...row, level })}
              onBlur={() => left('skills')}
              {...levelLimits}
              clampBehavior="none"
              allowDecimal={false}
            />
          )}
        </SkillRows>
        {stored && <Belongs user={stored} />}
      </div>
    </Section>
  )
}

/** As it is now: what is being edited counts when it is saved. */
function Belongs({ user }: { user: User }) {
  const words = useWords(skillsArea)
  const queues = useAsked(listQueues, {}, { catalog: 'queues' }).data?.queues ?? []
  const theirs = queues.flatMap(({ name, membership }) => {
    const one = membership.find(({ agentId }) => agentId === user.id)
    return one ? [{ name, ...one }] : []
  })
  const bySkill = theirs.filter(({ named }) => !named).map(({ name }) => name)
  const without = theirs.filter(({ able }) => !able).map(({ name }) => name)
  return (
    <>
      {bySkill.length > 0 && <p className={classes.hint}>{words.bySkillIn(bySkill)}</p>}
      {without.length > 0 && <Callout tone="warn">{words.withoutSkillIn(without)}</Callout>}
    </>
  )
}
