import type { QueueCard, ServiceConsent } from '../../../contract/cards.ts'
import type { Media, MessageContent } from '../../../contract/content.ts'
import type { Template } from '../../../contract/operations/templates.ts'
import type { Doing } from '../../../contract/stream.ts'

/** The closed lists that sentences of the desk choose by: a new member asks every language for its words. */
export type ContentKind = MessageContent['kind']
export type MediaState = Media['state']
export type MissPolicy = QueueCard['onTimeout']
export type UnusableStatus = Exclude<Template['status'], 'approved'>
export type FailureWhy =
  | 'window'
  | 'unreachable'
  | 'limited'
  | 'opted_out'
  | 'media'
  | 'template'
  | 'payment'
  | 'blocked'
  | 'settings'
  | 'temporary'
  | 'content'
  | 'other'
export type FillProblem = 'blank' | 'too_many_spaces' | 'line_break' | 'not_supported'
export type { Doing, ServiceConsent }
