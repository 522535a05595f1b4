import type { RuleJob } from '../../../contract/operations/rules.ts'

export const en = {
  ruled: (rule: string, number: number, did: string) => `Rule “${rule}” on #${number}: ${did}`,
  did: (job: RuleJob['do']) =>
    ({
      tag: 'put a tag on it',
      untag: 'took a tag off it',
      set_priority: 'changed its priority',
      move: 'moved it to another queue',
      close: 'closed it',
      write: 'wrote to the contact',
    })[job],
}
