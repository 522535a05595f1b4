import { counted } from '../catalogue.ts'

const count = counted('en')

export const en = {
  product: 'Switchboard',

  // Parts.
  answered: 'Answered',
  metIn: (time: string) => `Met in ${time}`,
  timeLeft: (time: string) => `${time} left`,
  timeOver: (time: string) => `${time} over`,
  noWindow: 'No window',
  windowClosed: 'Window closed',
  freeTextFor: 'Free text for',
  whatsapp: 'WhatsApp',
  sms: 'SMS',
  channelOfKind: (name: string, kind: string) => `${name}, ${kind}`,
  tickSending: 'Sending',
  tickUnknown: 'Not sure it arrived',
  tickSent: 'Sent',
  tickDelivered: 'Delivered',
  tickRead: 'Read',
  tickPlayed: 'Played',
  tickFailed: 'Not delivered',
  atTime: (what: string, time: string) => `${what}: ${time}`,
  held: (held: number, places: number) => `${held}${places === 0 ? '' : ` of ${places}`} held`,
  loading: 'Loading',

  // Verbs and answers used everywhere.
  tryAgain: 'Try again',
  cancel: 'Cancel',
  close: 'Close',
  save: 'Save',
  saved: 'Saved.',
  discard: 'Discard',
  undo: 'Undo',
  copy: 'Copy',
  copied: 'Copied.',
  search: 'Search',
  back: 'Back',
  changes: (n: number) => count(n, '# change not saved', '# changes not saved'),
  leaveWithChanges: 'There are changes that are not saved. Leave without them?',

  // Navigation.
  navigation: 'Main navigation',
  desk: 'Desk',
  simulator: 'Simulated phone',
  board: 'Live board',
  movedFromYou: (by: string, contact: string, queue: string) => `${by} moved ${contact} to ${queue}.`,
  givenToYou: (by: string, contact: string) => `${by} gave you ${contact}.`,
  setByOther: (by: string) => `${by} changed what you do.`,
  administration: 'Administration',
  me: 'My settings',
  apiDocs: 'API',
  skipToContent: 'Skip to the content',
  unreadAndOffers: (n: number) => count(n, '# thing waits for you', '# things wait for you'),

  // The line to the server.
  live: 'Live',
  connecting: 'Connecting',
  reconnecting: 'Reconnecting',
  offlineTitle: 'Offline',
  lineLost: (time: string) => `No connection since ${time}. You can write; it is sent when the line is back.`,
  lineLostShort: 'The connection is lost. You can go on writing.',
  offerFor: (name: string) => `Offer: ${name}`,
  waitsInList: (name: string, queue: string) => `${name} waits in ${queue}`,
  newMessagesIn: (n: number, name: string) => count(n, `# new message in ${name}`, `# new messages in ${name}`),
  lineBack: 'The connection is back.',
  cannotStart: 'The workspace could not be loaded.',

  // What cannot be shown.
  notSecureTitle: 'This address is not secure',
  notSecureText:
    'Over plain http a browser keeps back what is needed to lose no message. Open the address that begins with https://, or localhost on the computer that runs Switchboard.',
  notFoundTitle: 'There is nothing at this address',
  notFoundText: 'It may have been moved or removed. The desk is where the work is.',
  toTheDesk: 'Go to the desk',
  brokenTitle: 'This part of the page stopped working',
  brokenText: 'What you typed is kept. Load the page again to go on.',
  reload: 'Load the page again',

  // Keys and commands.
  allKeys: 'All keys',
  keysNote: 'Keys without Alt or Ctrl work outside text fields. They can be turned off under My settings.',
  commands: 'Command palette',
  commandsPlaceholder: 'Go, act, find a contact or #48213',
  commandsNothing: 'Nothing found. Try a name, a number or #48213.',
  groupGo: 'Go to',
  groupAct: 'Act',
  groupContacts: 'Contacts',
  groupInteractions: 'Interactions',
  nextPane: 'Next pane',
  previousPane: 'Previous pane',

  // Sign-in.
  signIn: 'Sign in',
  email: 'E-mail',
  password: 'Password',
  showPassword: 'Show the password',
  administrator: 'administrator',
  supervisor: 'supervisor',
  agent: 'agent',
  language: 'Language',
  version: (version: string) => `Version ${version}`,

  // My settings.
  sendWithEnter: 'Enter sends, Shift Enter makes a new line',
  undoSeconds: 'Time to take a sent message back, in seconds',
  listOrder: 'Order of my interactions',
  orderReceived: 'Oldest first',
  orderLongestWait: 'Longest wait first',
  orderAccepted: 'As I accepted them',
  soundVolume: 'Volume',
  soundOffers: 'Ring when an interaction is offered',
  soundMessages: 'Sound for messages in other conversations',
  signOut: 'Sign out',
  notSaved: (why: string) => `Not saved. ${why}`,
}
