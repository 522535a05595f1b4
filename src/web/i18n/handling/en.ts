export const en = {
  parkNow: 'Park until I take it back',
  snooze: 'Come back at a time',
  inAnHour: 'In an hour',
  tomorrow: 'Tomorrow at 9:00',
  pickTime: 'Pick a time',
  comeBackAt: 'Come back at',
  timePast: 'This time is past. Choose a later one.',
  example: 'For example tomorrow at 9:00. If the contact writes before, it comes back at once.',
  parkedFor: (reason: string, until: string | null) =>
    ({
      manual: until === null ? 'Parked. It fills none of your places.' : `Parked until ${until}.`,
      call: 'Parked while you are on the telephone. It comes back when you hang up.',
      customer_silence: 'Parked: the contact has been silent. Their next message goes to the queue, to you first.',
    })[reason] ?? '',
  wakes: 'It comes back when the contact writes.',
  askNow: 'Ask what they think of it',
  askedNow: 'Asked. The answer stands with the conversation.',
  takeBack: 'Take it back',
  passTo: 'To whom',
  aColleague: 'A colleague',
  aQueue: 'A queue',
  colleague: 'Colleague',
  queue: 'Queue',
  nobodyThere: 'No colleague is available now. Pass it to a queue.',
  note: 'Note for whoever takes it',
  notePlaceholder: 'For example: asks for a refund',
  askFirst: 'Ask first, and keep it until they take it',
  returns: (seconds: number) =>
    seconds === 0
      ? 'It does not come back by itself.'
      : `If nobody takes it within ${seconds} seconds, it comes back to you.`,
  cancel: 'Cancel',
  passed: 'Passed on.',
  asked: 'Asked. You keep it until they take it.',
  waitsFor: (name: string) => `${name} is asked to take it over.`,
  onCall: (name: string) => `${name} (on the telephone)`,
  callBack: 'Keep it',
}
