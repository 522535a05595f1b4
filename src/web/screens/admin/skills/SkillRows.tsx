import { ActionIcon, Select } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { SkillId } from '../../../../contract/ids.ts'
import { listSkills, type Skill } from '../../../../contract/operations/skills.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { skills as skillWords } from '../../../i18n/skills.ts'
import { useAsked } from '../../../sync/use.ts'
import classes from './skills.module.css'

/** All skills; none while they are on their way. */
export const useSkills = (): readonly Skill[] => useAsked(listSkills, {}, { catalog: 'skills' }).data?.skills ?? []

type Props<R extends { skillId: SkillId }> = {
  skills: readonly Skill[]
  rows: readonly R[]
  /** Where a form finds this field. */
  path: string
  most: number
  newRow: (skillId: SkillId) => R
  onChange: (rows: R[]) => void
  onLeave: () => void
  error: string | undefined
  children: (row: R, name: string, change: (row: R) => void) => ReactNode
}

/** Skills with what is said of each, one below the other, and a choice of those that are not there yet. */
export function SkillRows<R extends { skillId: SkillId }>(props: Props<R>) {
  const { skills, rows, path, most, newRow, onChange, onLeave, error, children } = props
  const words = useWords(skillWords)
  const general = useWords(admin)
  const nameOf = (id: SkillId) => skills.find((skill) => skill.id === id)?.name ?? general.gone
  const others = skills.filter(({ id }) => !rows.some(({ skillId }) => skillId === id))
  return (
    <div className={classes.rows}>
      {rows.map((row) => (
        <div key={row.skillId} className={classes.row}>
          <bdi className={classes.name}>{nameOf(row.skillId)}</bdi>
          {children(row, nameOf(row.skillId), (changed) =>
            onChange(rows.map((one) => (one.skillId === row.skillId ? changed : one))),
          )}
          <ActionIcon
            variant="subtle"
            aria-label={words.removeOne(nameOf(row.skillId))}
            onClick={() => onChange(rows.filter((one) => one.skillId !== row.skillId))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      {skills.length === 0 ? (
        <p className="quiet">{words.noSkillsYet}</p>
      ) : (
        rows.length < most && (
          <Select
            key={rows.length}
            aria-label={words.addSkill}
            placeholder={words.addSkill}
            searchable
            maw={320}
            disabled={others.length === 0}
            nothingFoundMessage={general.nothingFound}
            data={others.map(({ id, name }) => ({ value: id as string, label: name }))}
            data-path={path}
            value={null}
            error={error}
            onBlur={onLeave}
            onChange={(id) => id !== null && onChange([...rows, newRow(id as SkillId)])}
          />
        )
      )}
      {error !== undefined && (skills.length === 0 || rows.length >= most) && <p role="alert">{error}</p>}
    </div>
  )
}
