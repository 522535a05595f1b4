import {
  IconArrowForwardUp,
  IconBan,
  IconBolt,
  IconCalendarTime,
  IconChartBar,
  IconCoffee,
  IconFlask,
  IconHistory,
  IconHourglass,
  IconKey,
  IconListCheck,
  IconPhone,
  IconPlugConnected,
  IconRobot,
  IconStairsUp,
  IconTag,
  IconTags,
  IconTemplate,
  IconUser,
  IconUsersGroup,
  type TablerIcon,
} from '@tabler/icons-react'
import type { Permission } from '../../../contract/permissions.ts'

/** One screen of administration: where it is, and who may see it. What a person may not do is absent. */
export type Place = { path: PlacePath; name: PlaceName; permission: Permission; icon: TablerIcon }
export type PlacePath =
  | 'channels'
  | 'calendars'
  | 'promises'
  | 'rules'
  | 'quarantine'
  | 'queues'
  | 'skills'
  | 'templates'
  | 'canned-answers'
  | 'dispositions'
  | 'plans'
  | 'users'
  | 'tags'
  | 'reasons'
  | 'api-keys'
  | 'audit'
  | 'report'
  | 'what-if'
  | 'telephone'
  | 'transfers'
/** Its name in the catalogue. */
type PlaceName =
  | 'channels'
  | 'calendars'
  | 'promises'
  | 'rules'
  | 'quarantine'
  | 'queues'
  | 'skills'
  | 'templates'
  | 'cannedAnswers'
  | 'dispositions'
  | 'plans'
  | 'users'
  | 'tags'
  | 'reasons'
  | 'apiKeys'
  | 'audit'
  | 'report'
  | 'whatIf'
  | 'telephone'
  | 'transfers'

export const groups = [
  {
    name: 'groupService',
    places: [
      { path: 'channels', name: 'channels', permission: 'channels.manage', icon: IconPlugConnected },
      { path: 'calendars', name: 'calendars', permission: 'channels.manage', icon: IconCalendarTime },
      { path: 'quarantine', name: 'quarantine', permission: 'channels.manage', icon: IconBan },
      { path: 'queues', name: 'queues', permission: 'queues.manage', icon: IconUsersGroup },
      { path: 'skills', name: 'skills', permission: 'queues.manage', icon: IconStairsUp },
      { path: 'promises', name: 'promises', permission: 'queues.manage', icon: IconHourglass },
      { path: 'rules', name: 'rules', permission: 'rules.manage', icon: IconRobot },
      { path: 'transfers', name: 'transfers', permission: 'queues.manage', icon: IconArrowForwardUp },
      { path: 'telephone', name: 'telephone', permission: 'telephone.manage', icon: IconPhone },
      { path: 'templates', name: 'templates', permission: 'templates.manage', icon: IconTemplate },
      { path: 'canned-answers', name: 'cannedAnswers', permission: 'canned_answers.manage', icon: IconBolt },
    ],
  },
  {
    name: 'groupClosing',
    places: [
      { path: 'dispositions', name: 'dispositions', permission: 'dispositions.manage', icon: IconTags },
      { path: 'plans', name: 'plans', permission: 'dispositions.manage', icon: IconListCheck },
      { path: 'report', name: 'report', permission: 'reports.read', icon: IconChartBar },
      { path: 'what-if', name: 'whatIf', permission: 'reports.read', icon: IconFlask },
    ],
  },
  {
    name: 'groupPeople',
    places: [
      { path: 'users', name: 'users', permission: 'users.manage', icon: IconUser },
      { path: 'tags', name: 'tags', permission: 'tags.manage', icon: IconTag },
      { path: 'reasons', name: 'reasons', permission: 'users.manage', icon: IconCoffee },
    ],
  },
  {
    name: 'groupWorkspace',
    places: [
      { path: 'api-keys', name: 'apiKeys', permission: 'api_keys.manage', icon: IconKey },
      { path: 'audit', name: 'audit', permission: 'audit.read', icon: IconHistory },
    ],
  },
] as const satisfies readonly { name: string; places: readonly Place[] }[]

export const places: readonly Place[] = groups.flatMap((group): readonly Place[] => group.places)

/** Pure: which screen an address means, and what comes after it: an id, `new`, and the like. */
export function placeAt(splat: string): { place: Place | undefined; rest: string[] } {
  const [path, ...rest] = splat.split('/').filter((part) => part !== '')
  return { place: places.find((place) => place.path === path), rest }
}
