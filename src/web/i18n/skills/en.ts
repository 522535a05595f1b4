import { counted } from '../catalogue.ts'

const count = counted('en')
const list = new Intl.ListFormat('en', { type: 'conjunction' })

export const en = {
  // Skills.
  skill: 'Skill',
  skills: 'Skills',
  newSkill: 'New skill',
  noSkills: 'There is no skill yet',
  noSkillsText:
    'A skill is what some of your people can do and others cannot, for example spanish or invoices. Queues ask for them, and only who has them is offered anything.',
  searchSkills: 'Search name or description',
  skillGone: 'This skill no longer exists',
  skillGoneText: 'Go back to the list and choose another.',
  skillSaved: 'The skill has been saved.',
  skillCreated: 'The skill has been created.',
  skillRemoved: (name: string) => `${name} has been removed.`,
  skillNameNote: 'From 2 to 30 letters, digits, and - _ . : without spaces. For example: spanish, or invoices-2nd_line',
  skillNameWrong: 'From 2 to 30 letters, digits, and - _ . : without spaces.',
  askedForBy: 'Queues that ask for it',
  askedForByNobody: 'No queue asks for it yet. Open a queue and add it there.',
  askedForByQueues: (names: readonly string[]) => `It cannot be removed: ${list.format(names)} ask for it.`,
  removeSkill: 'Remove the skill',
  removeSkillQuestion: (name: string) => `Remove ${name}?`,
  removeSkillText: (people: number) =>
    people === 0 ? 'Nobody has it.' : count(people, '# person has it no longer.', '# people have it no longer.'),
  people: 'People',
  peopleCount: (n: number) => count(n, 'People · #', 'People · #'),
  peopleNote: 'Level 1 is the best, 20 the worst',
  nobodyHasIt: 'Nobody has this skill',
  nobodyHasItText: 'Add people here, or give it to somebody on their own screen.',
  setLevel: (n: number) => count(n, 'Set the level of #', 'Set the level of #'),
  levelForAll: 'Level for all who are marked',
  takeAway: (n: number) => count(n, 'Take it from #', 'Take it from #'),
  addPeople: (n: number) => count(n, 'Add # person', 'Add # people'),
  everybodyHasIt: 'Everybody has it',
  everybodyHasItText: 'There is nobody left to add.',
  levelOf: (name: string) => `Level of ${name}, 1 is best`,
  levelWrong: 'A level is a whole number from 1 (best) to 20.',

  // Of a person.
  userSkillsNote: 'What they can do, and how well: 1 is the best, 20 the worst. Example: spanish 2',
  addSkill: 'Add a skill',
  removeOne: (name: string) => `Remove ${name}`,
  noSkillsYet: 'There are no skills yet. An administrator adds them under Skills.',
  bySkillIn: (queues: readonly string[]) => `By their skills also in ${list.format(queues)}`,
  withoutSkillIn: (queues: readonly string[]) =>
    `Named in ${list.format(queues)}, but without the skills asked for there: nothing is offered to them.`,

  // Of a queue.
  requiredNote:
    'Only who has all of these is offered anything. Example: spanish from 1 to 5 takes who speaks it well, and nobody with a 6.',
  requiredNothing: 'This queue asks for no skill: its members are asked, whatever they can do.',
  best: 'Best',
  worst: 'Worst',
  bestOf: (name: string) => `Best level of ${name} that counts`,
  worstOf: (name: string) => `Worst level of ${name} that counts`,
  boundsWrong: 'Levels go from 1 (best) to 20, and the best cannot be worse than the worst.',
  joinsBySkill: 'Whoever has these skills is a member',
  joinsBySkillNote: 'Nobody needs to be named. Who is given the skill joins at once, and who loses it leaves.',
  joinsByNameNote: 'Only who is named below is a member, and is asked if they have the skills.',
  nobodyAble: (names: readonly string[]) =>
    `Nobody has ${list.format(names)} at these levels: what comes here will wait.`,
  nobodyAbleNamed: 'Nobody who is named has the skills asked for: what comes here will wait.',
  requiredIs: (name: string, best: number | string, worst: number | string) => `${name} ${best}–${worst}`,
  member: 'Member',
  memberBy: (by: 'name' | 'skill' | 'both') => ({ name: 'by name', skill: 'by skill', both: 'by name and skill' })[by],
  notAsked: 'without the skills: not asked',
  levelBySkill: 'From their skills',
  outboundTemplate: 'Template for writing first',
  outboundTemplateNote:
    'Chosen already when somebody starts a conversation on a channel of this queue. Left empty: the channel’s own.',

  // The preferred agent.
  preferredSection: 'Preferred agent',
  preferredBy: 'Who comes first',
  preferredName: (by: 'off' | 'interaction' | 'contact') =>
    ({
      off: 'Nobody in particular',
      interaction: 'Who had this conversation last',
      contact: 'Who had this contact last',
    })[by],
  preferredText: (by: 'off' | 'interaction' | 'contact') =>
    ({
      off: 'Everything goes by the way this queue picks.',
      interaction:
        'Rosa was served by Ines on WhatsApp and writes there again: Ines comes first. What Rosa sends by SMS goes to anybody.',
      contact: 'Rosa was served by Ines on any channel and writes again: Ines comes first.',
    })[by],
  preferredHow: 'When they are not free',
  waitForPreferred: 'Wait for them',
  preferIfAvailable: 'Go on at once',
  waitForPreferredText:
    'With 5 minutes, Rosa waits for Ines until 14:05 if she writes at 14:00. Then it goes by the way this queue picks, and who takes it comes first next time.',
  preferIfAvailableText: 'Ines gets it if she is ready with room at that moment. If not, the next agent does.',
  waitMinutes: 'Minutes to wait',
  waitMinutesWrong: 'From 1 to 1,440 minutes.',
  preferredInList: 'Here agents take what they want from the list, so nobody is preferred.',
}
