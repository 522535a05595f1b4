import { Checkbox, MultiSelect, NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { ReadyRule } from '../../../../contract/cards.ts'
import type { SkillId } from '../../../../contract/ids.ts'
import { listUsers, saveUser, type User } from '../../../../contract/operations/identity.ts'
import type { Role } from '../../../../contract/permissions.ts'
import { admin } from '../../../i18n/admin.ts'
import { attendance } from '../../../i18n/attendance.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { skills as skillsArea } from '../../../i18n/skills.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { Chip } from '../../../parts/Chip.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { Section } from '../../../parts/Page.tsx'
import { toast } from '../../../shell/toast.ts'
import { useAct, useMade, useView } from '../../../sync/use.ts'
import { valueAt } from '../shared/changes.ts'
import { byName } from '../shared/fold.ts'
import { Presence } from '../shared/Presence.tsx'
import { Screen } from '../shared/Screen.tsx'
import { SaveButtons, SettingsNotices } from '../shared/SettingsParts.tsx'
import classes from '../shared/settings.module.css'
import { TagSection } from '../shared/TagPicker.tsx'
import { useGo } from '../shared/useGo.ts'
import { type Settings, useSettings } from '../shared/useSettings.ts'
import { useSkills } from '../skills/SkillRows.tsx'
import { PasswordField } from './PasswordField.tsx'
import { UserActs } from './UserActs.tsx'
import { UserSkills } from './UserSkills.tsx'
import {
  acceptLimits,
  capacityLimits,
  defaultAcceptSeconds,
  defaultCapacity,
  deniable,
  newUser,
  type UserValues,
  userInput,
  userLabel,
  userPlaces,
  userProblems,
  userValues,
} from './user-values.ts'

/** One person, or a new one. */
export function UserScreen({ id, users }: { id: string; users: readonly User[] }) {
  const words = useWords(admin)
  const stored = users.find((user) => user.id === id)
  if (!stored && id !== 'new')
    return (
      <Screen title={words.users} above={{ name: words.users, to: 'users' }}>
        <EmptyState title={words.userGone}>{words.userGoneText}</EmptyState>
      </Screen>
    )
  const administrators = users.filter(({ active, role }) => active && role === 'administrator')
  const last = administrators.length === 1 && administrators[0]?.id === id
  return <UserForm stored={stored ?? null} last={last} />
}

function UserForm({ stored, last }: { stored: User | null; last: boolean }) {
  const words = useWords(admin)
  const settings = useUserSettings(stored)
  const queues = useView((view) => view.queues)
  const skills = useSkills()
  const skillName = (id: SkillId) => skills.find((skill) => skill.id === id)?.name ?? words.gone
  const sayValue = (path: string, values: UserValues): string => {
    if (path === 'role') return words.roleName(values.role)
    if (path === 'skills')
      return values.skills.map((one) => `${skillName(one.skillId)} ${one.level}`).join(', ') || words.none
    if (path === 'queueIds') return values.queueIds.map((id) => queues[id]?.name ?? words.gone).join(', ') || words.none
    if (path === 'denied')
      return values.denied.map((permission) => words.permission(permission)).join(', ') || words.none
    const value = valueAt(values, path)
    return value === null || value === '' ? words.none : String(value)
  }
  return (
    <Screen
      title={stored ? settings.base.name : words.newUser}
      above={{ name: words.users, to: 'users' }}
      marks={stored && <>{stored.active ? <Presence agentId={stored.id} /> : <Chip>{words.inactive}</Chip>}</>}
      actions={
        <>
          {stored && <UserActs user={stored} last={last} />}
          <SaveButtons settings={settings} />
        </>
      }
    >
      <div style={{ maxInlineSize: 860 }}>
        <div className={classes.notices}>
          <SettingsNotices settings={settings} labelOf={(path) => userLabel(path, words)} sayValue={sayValue} />
          {stored && !stored.active && <Callout>{words.inactiveText}</Callout>}
        </div>
        <Person settings={settings} last={last} />
        <Work settings={settings} />
        <TagSection kind="agent" carrier={stored && { kind: 'agent', id: stored.id }} name={settings.base.name} />
        <UserSkills settings={settings} stored={stored} />
        <Permissions settings={settings} />
      </div>
    </Screen>
  )
}

function useUserSettings(stored: User | null): Settings<UserValues> {
  const words = useWords(admin)
  const { levelWrong } = useWords(skillsArea)
  const go = useGo()
  const queries = useQueryClient()
  const { run } = useAct(saveUser)
  const kept = useMemo(
    () => (stored ? { version: stored.version, values: userValues(stored) } : { version: 0, values: newUser }),
    [stored],
  )
  return useSettings<UserValues>({
    kept,
    problemsOf: (values) => userProblems(values, stored === null, words, levelWrong),
    placesOf: userPlaces,
    async save(values, version) {
      const answer = await run(userInput(values, stored, version))
      if (!answer?.ok) return answer
      toast(stored ? words.userSaved : words.userCreated)
      if (!stored) {
        await queries.invalidateQueries({ queryKey: [listUsers.path] })
        await go(`users/${answer.value.id}`, { leave: true, replace: true })
      }
      return answer
    },
  })
}

type Part = { settings: Settings<UserValues> }
const roles: Role[] = ['agent', 'supervisor', 'administrator']

function Person({ settings, last }: Part & { last: boolean }) {
  const words = useWords(admin)
  const { values, field, set, errorAt, left, isNew } = settings
  return (
    <Section title={words.sectionPerson}>
      <div className={classes.fields}>
        <TextInput label={words.name} withAsterisk autoComplete="off" {...field('name')} />
        <TextInput
          label={words.email}
          description={words.emailNote}
          type="email"
          withAsterisk
          autoComplete="off"
          {...field('email')}
        />
        <Select
          label={words.role}
          description={last ? words.lastAdministratorNote : words.roleNote(values.role)}
          disabled={last}
          data={roles.map((role) => ({ value: role, label: words.roleName(role) }))}
          {...field('role')}
        />
        {isNew && (
          <div className={classes.wideField}>
            <PasswordField
              label={words.firstPassword}
              path="password"
              value={values.password}
              error={errorAt('password')}
              onChange={(password) => set('password', password)}
              onLeave={() => left('password')}
            />
          </div>
        )}
      </div>
    </Section>
  )
}

function Work({ settings }: Part) {
  const words = useWords(admin)
  const attend = useWords(attendance)
  const { values, field, set } = settings
  const queues = useMade((view) => Object.values(view.queues))
  const own = values.capacity !== null
  const ownTime = values.acceptSeconds !== null
  return (
    <Section title={words.sectionWork}>
      <div className={classes.stack}>
        <MultiSelect
          label={words.queues}
          description={words.userQueuesNote}
          placeholder={values.queueIds.length === 0 ? words.none : ''}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': words.clear(words.queues) }}
          nothingFoundMessage={words.nothingFound}
          data={queues.toSorted(byName).map(({ id, name }) => ({ value: id, label: name }))}
          data-path="queueIds"
          value={values.queueIds}
          onChange={(ids) => set('queueIds', ids.toSorted() as UserValues['queueIds'])}
        />
        <Switch
          label={words.ownCapacity}
          description={words.ownCapacityNote}
          checked={own}
          onChange={() => set('capacity', own ? null : defaultCapacity)}
        />
        {own && (
          <NumberInput
            label={words.capacity}
            maw={220}
            {...capacityLimits}
            clampBehavior="none"
            allowDecimal={false}
            {...field('capacity')}
          />
        )}
        <Select
          label={attend.readyRule}
          description={values.readyRule === null ? attend.rulesNote : attend.readyRuleNote(values.readyRule)}
          placeholder={attend.ownRule}
          clearable
          clearButtonProps={{ 'aria-label': words.clear(attend.readyRule) }}
          data={ReadyRule.options.map((rule) => ({ value: rule, label: attend.readyRuleOf(rule) }))}
          {...field('readyRule')}
        />
        <Switch
          label={words.ownAccept}
          description={words.ownAcceptNote}
          checked={ownTime}
          onChange={() => set('acceptSeconds', ownTime ? null : defaultAcceptSeconds)}
        />
        {ownTime && (
          <NumberInput
            label={words.acceptWithin}
            description={words.acceptNote(acceptLimits.min, acceptLimits.max)}
            maw={420}
            suffix={words.secondsSuffix}
            {...acceptLimits}
            clampBehavior="none"
            allowDecimal={false}
            {...field('acceptSeconds')}
          />
        )}
      </div>
    </Section>
  )
}

/** What comes with the role stays; two things can be taken from one person. */
function Permissions({ settings }: Part) {
  const words = useWords(admin)
  const { values, set } = settings
  return (
    <Section title={words.permissions} note={words.permissionsNote}>
      <div className={classes.stack}>
        {deniable.map((permission) => {
          const denied = values.denied.includes(permission)
          const others = values.denied.filter((other) => other !== permission)
          return (
            <Checkbox
              key={permission}
              data-path={permission === deniable[0] ? 'denied' : undefined}
              label={words.permission(permission)}
              checked={!denied}
              onChange={() => set('denied', denied ? others : [...others, permission].toSorted())}
            />
          )
        })}
      </div>
    </Section>
  )
}
