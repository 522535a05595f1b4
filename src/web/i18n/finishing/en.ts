import type { FieldKind } from '../../../contract/closing.ts'
import { counted } from '../catalogue.ts'

const count = counted('en')

/** What is filled in, chosen and asked when a conversation is over. */
export const en = {
  // On the desk.
  toFillIn: 'To fill in',
  required: 'required',
  choose: 'Choose',
  yes: 'Yes',
  no: 'No',
  numberWrong: 'Give a number, for example 12.5.',
  fillInFirst: (names: string) => `Still to fill in: ${names}`,
  stopsContact: (name: string) =>
    `After this, nobody here writes to ${name} first any more, and no template goes out. If they write, you may answer.`,
  satisfaction: 'Satisfaction',
  notAnswered: 'Asked, not answered',

  // Settings of a channel.
  sectionFields: 'To fill in at close',
  fieldsNote:
    'Nobody closes an interaction without what is required here: no agent, no flow and no other system. For example: order number, a number, required.',
  noFields: 'Nothing is filled in at close.',
  addField: 'Add a field',
  removeField: (name: string) => (name === '' ? 'Remove this field' : `Remove ${name}`),
  moveUp: (name: string) => `Move ${name} up`,
  fieldName: 'Name',
  fieldNameExample: 'For example Order number',
  fieldKind: 'Kind',
  kinds: (kind: FieldKind) =>
    ({ text: 'Text', number: 'Number', choice: 'One of a list', date: 'Date', yes_no: 'Yes or no' })[kind],
  fieldRequired: 'Required',
  choices: 'Choices',
  choicesNote: 'Type one and press Enter, for example: Refund, Exchange, Repair',
  nameNeeded: 'Give the field a name.',
  nameTwice: 'Another field has this name.',
  choicesNeeded: 'Give at least one choice, each once.',
  fieldsInShort: (n: number) => count(n, '# field', '# fields'),
  sectionSatisfaction: 'Satisfaction question',
  satisfactionNote:
    'Asked once when an interaction has been closed: by buttons within 24 hours of the contact’s last message, after that by the template. Who does not want to be contacted is never asked, and an answer does not reopen anything.',
  asksContacts: 'Ask contacts what they thought of it',
  question: 'Question',
  questionExample: 'How was our help today?',
  answers: 'Answers',
  answersNote: 'From best to worst, two to five, at most 20 characters each. For example: Very good, Fine, Bad',
  answersExample: ['Very good', 'Fine', 'Bad'].join('\n'),
  answersWrong: 'Give two to five different answers of at most 20 characters.',
  questionNeeded: 'Give the question.',
  tooLong: (length: number, most: number) => `${length} characters, at most ${most}.`,
  listLabel: 'Button that opens the list',
  listLabelNote: 'Four or five answers do not fit under a message: they open with this button',
  listLabelExample: 'Choose',
  listLabelNeeded: 'Give the button a text of at most 20 characters.',
  asText: 'Ask by text instead of buttons',
  asTextNote:
    'The answers are numbered, and contacts answer with a number or the words, for example 1. SMS has no buttons and asks like this in any case',
  satisfactionTemplate: 'Template after 24 hours',
  satisfactionTemplateNote: 'Its quick replies, in their order, are the answers. Without one nobody is asked later.',

  // Report.
  satisfactionReport: 'What contacts said',
  answer: 'Answer',
  askedCount: (n: number) => count(n, '# contact asked', '# contacts asked'),
  withoutAnswer: 'Without an answer',
}
