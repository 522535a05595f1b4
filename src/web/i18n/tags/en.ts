import type { TagCard } from '../../../contract/sight.ts'
import { counted } from '../catalogue.ts'

const count = counted('en')
const list = new Intl.ListFormat('en', { type: 'conjunction' })

export const en = {
  // The list.
  tags: 'Tags',
  newTag: 'New tag',
  noTags: 'There is no tag yet',
  noTagsText:
    'A tag marks interactions, for example Refund, so that they are found again. On channels, queues and people it can also decide who sees what, for example North.',
  searchTags: 'Search a title',
  peopleAndKeys: 'People and keys',
  retired: 'Retired',

  // One tag.
  title: 'Title',
  titleNote: 'Up to 30 letters. For example: Refund, or North',
  titleNeeded: 'Give it a title.',
  colour: 'Colour',
  colourName: (colour: TagCard['colour']) =>
    ({
      grey: 'Grey',
      red: 'Red',
      orange: 'Orange',
      yellow: 'Yellow',
      green: 'Green',
      teal: 'Teal',
      blue: 'Blue',
      violet: 'Violet',
      pink: 'Pink',
    })[colour],
  active: 'Active',
  activeNote: 'Off, it is retired: it stays where it is and goes on deciding, and nobody can put it on anything more.',
  tagSaved: 'The tag has been saved.',
  tagCreated: 'The tag has been created.',
  tagGone: 'This tag does not exist',
  tagGoneText: 'Go back to the list and choose another.',
  whereUsed: 'Where it is',
  whereUsedNote: 'What you add or take off here is saved at once.',
  whereUsedNew: 'Create the tag first. Then you can put it on channels, queues and people here.',
  addChannel: 'Add a channel',
  addQueue: 'Add a queue',
  addPerson: 'Add a person or a key',
  onNone: 'On none.',
  removeFrom: (name: string) => `Take it off ${name}`,
  interactions: 'Interactions with it',
  interactionsNote: 'The newest, open or closed.',
  noInteractions: 'No interaction has it.',

  // Who sees what.
  rules: 'Who sees what',
  rulesOff: 'Tags are labels only: they hide nothing.',
  rulesOn: 'Tags decide who sees what.',
  changeRules: 'Change',
  switchedOn: 'Tags decide who sees what',
  switchedOnNote:
    'A channel or a queue with tags is then seen only by who has one of them, with all that is in it: in lists, search, the board and reports. What has no tag stays for everybody.',
  switchingOn: 'Switching on changes nothing at first: it hides something only when a channel or a queue has a tag.',
  example:
    'Example: the channel Lisbon has the tag South. Ana has South and goes on as before. Ben has none: Lisbon and everybody who writes there disappear from his screen, without a reload. What he holds already he finishes.',
  administratorsSee: 'Administrators see and may do everything.',
  ofRole: (role: 'agent' | 'supervisor') => ({ agent: 'Agents', supervisor: 'Supervisors' })[role],
  filter: 'See only what shares a tag with them',
  filterNote: 'And what has no tag. Example: an agent with South sees Lisbon, and not Oslo, which has North.',
  assign: 'Give work only to who shares a tag with them',
  assignNote: 'To people and to queues. Example: a supervisor with South cannot pass anything to the queue Oslo.',
  block: 'Give work only to who may have it',
  blockNote:
    'Who takes it must share a tag with its channel and its queue. Example: what came to Lisbon goes to nobody without South.',
  consequence: 'What it means now',
  consequenceNote: 'With what is chosen above, before it is saved.',
  nobodySeesLess: 'Nobody sees less than before.',
  nothingTagged: 'No channel and no queue has a tag yet, so nothing is hidden from anybody.',
  seeLess: (n: number, of: number) => count(n, `# of ${of} people sees less:`, `# of ${of} people see less:`),
  doesNotSee: (names: readonly string[], more: number) =>
    `does not see ${list.format(more > 0 ? [...names, `${more} more`] : names)}`,
  thing: ({ kind, name }: { kind: 'channel' | 'queue'; name: string }) =>
    ({ channel: `the channel ${name}`, queue: `the queue ${name}` })[kind],
  morePeople: (n: number) => count(n, 'and # more person', 'and # more people'),
  rulesSaved: 'Saved. Everybody’s screen follows at once.',
  unseen: (channel: string, queue: string, waiting: number) =>
    `${channel} leads to ${queue}, and nobody there may see it. ${count(waiting, '# waits.', '# wait.')}`,
  unseenText: 'Give a member one of its tags, or take a tag off.',

  // Putting tags on things.
  tagsOf: (name: string) => `Tags of ${name}`,
  editTags: (name: string) => `Change the tags of ${name}`,
  chooseTags: 'Type a few letters',
  savedAtOnce: 'Saved at once.',
  ofChannel: 'With tags switched on, only who shares one of these sees this channel. None: everybody does.',
  ofQueue: 'With tags switched on, only who shares one of these sees this queue. None: everybody does.',
  ofPerson: 'With tags switched on, they see what shares one of these, and what has no tag.',
  afterCreating: 'Create it first, then it can have tags.',
  noTagsYet: 'There are no tags yet. They are made under Tags.',
  most: (most: number) => `At most ${most}. Take one off first.`,
  nothingFound: 'No tag of this name.',
  tagMarked: (n: number) => count(n, 'Tags of #', 'Tags of #'),
  putOn: 'Put on',
  takeOff: 'Take off',
  markedChanged: (n: number) => count(n, 'The tags of # have been changed.', 'The tags of # have been changed.'),

  // Membership in bulk.
  manyMembers: 'Members of several queues',
  queuesOfMarked: (n: number) => count(n, 'Queues of #', 'Queues of #'),
  addThem: 'Add',
  removeThem: 'Remove',
  whatToDo: 'Add or remove',
  whichQueues: 'Queues',
  queuesNote: 'Several at once, for example Orders and Returns.',
  chooseQueues: 'Type a few letters',
  whichPeople: 'People',
  whomToAdd: 'Who is in all of these queues already is not listed.',
  whomToRemove: 'Everybody who is named in at least one of these queues.',
  inQueues: 'In',
  inOf: (n: number, of: number) => `${n} of ${of}`,
  pairs: (queues: number, people: number) =>
    `${count(queues, '# queue', '# queues')} × ${count(people, '# person', '# people')} = ${count(queues * people, '# membership', '# memberships')}`,
  chooseBoth: 'Choose queues and people.',
  willBegin: (n: number, already: number) =>
    `${count(n, '# begins', '# begin')}${already > 0 ? `, ${already} ${already === 1 ? 'is' : 'are'} there already` : ''}.`,
  willEnd: (n: number, already: number) =>
    `${count(n, '# ends', '# end')}${already > 0 ? `, ${already} ${already === 1 ? 'was' : 'were'} not there` : ''}.`,
  emptied: (queues: readonly string[]) =>
    `Nobody is named in ${list.format(queues)} after that: what comes there may wait.`,
  bySkillStays: 'Who belongs to a queue by their skills stays in it.',
  doAdd: (n: number) => count(n, 'Add # membership', 'Add # memberships'),
  doRemove: (n: number) => count(n, 'Remove # membership', 'Remove # memberships'),
  began: (n: number) => count(n, '# membership began.', '# memberships began.'),
  ended: (n: number) => count(n, '# membership ended.', '# memberships ended.'),
  nowIn: (queue: string, n: number) => `${queue}: ${count(n, '# person is named', '# people are named')}`,
  another: 'Change more',
  done: 'Done',
  tooMany: (queues: number, people: number) => `At most ${queues} queues and ${people} people at once.`,
  nobodyToList: 'Nobody to list',
  nobodyToAdd: 'Everybody is in all of these queues.',
  nobodyToRemove: 'Nobody is named in these queues.',

  // The board.
  onlyTag: 'Tag',
}
