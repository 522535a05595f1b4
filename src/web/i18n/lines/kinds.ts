import type { ThreadLine } from '../../../contract/cards.ts'
import type { RuleJob } from '../../../contract/operations/rules.ts'

/** The closed lists that lines of a thread choose by. What a rule did is said by its jobs. */
export type LineWhat = Exclude<ThreadLine['what'], 'ruled'>
/** Why, to whom or where, with which words, and whose doing it was where it was not that of whom it is about. */
export type LineMore = { why: string; to: string; note: string; by: string }
export type RuleDeed = RuleJob['do']
