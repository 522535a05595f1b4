import type { LineMore, LineWhat, RuleDeed } from './kinds.ts'

export const en = {
  youAsObject: 'you',
  about: (what: LineWhat, number: number, who: string | null, more: LineMore) =>
    ({
      created: `New interaction #${number}`,
      reopened: `#${number} opened again`,
      assigned: more.by
        ? `${more.by} gave #${number} to ${who}`
        : who === null
          ? `#${number} was accepted`
          : `${who} accepted #${number}`,
      resumed: who === null ? 'The conversation goes on' : `${who} went on with the conversation`,
      closed: who === null ? `#${number} was closed` : `${who} closed #${number}`,
      parked:
        {
          manual: `${who} parked #${number}`,
          call: `#${number} is parked: ${who} is on the telephone`,
          customer_silence: `#${number} is parked: the contact has been silent`,
        }[more.why] ?? '',
      passed: `${who} passed #${number} to ${more.to}${more.note && `: ${more.note}`}`,
      moved:
        {
          passed: `${who} passed #${number} to ${more.to}${more.note && `: ${more.note}`}`,
          agent_gone: `#${number} waits again in ${more.to}: ${who} has gone`,
          not_answered: `#${number} waits again in ${more.to}: ${who} did not answer in time`,
          woken: `#${number} waits again in ${more.to}`,
          moved: more.by ? `${more.by} moved #${number} to ${more.to}` : `#${number} waits in ${more.to}`,
          taken_back:
            more.by && who ? `${more.by} took #${number} back from ${who}` : `#${number} went back to ${more.to}`,
        }[more.why] ?? '',
      returned: `#${number} came back to ${who}: nobody took it`,
    })[what],
  ruled: (rule: string, number: number, did: string) => `Rule “${rule}” on #${number}: ${did}`,
  did: (deed: RuleDeed) =>
    ({
      tag: 'put a tag on it',
      untag: 'took a tag off it',
      set_priority: 'changed its priority',
      move: 'moved it to another queue',
      close: 'closed it',
      write: 'wrote to the contact',
    })[deed],
}
