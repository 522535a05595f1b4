import { counted } from '../catalogue.ts'

const count = counted('en')

export const en = {
  inAnHour: 'In an hour',
  tomorrow: 'Tomorrow at 9:00',
  pickTime: 'Pick a time…',
  listOpen: 'What is planned…',
  when: 'Goes out at',
  zone: (zone: string) =>
    `By your clock (${zone}). For example tomorrow at 9:00. It goes also while you are signed out.`,
  timePast: 'This time is past. Choose a later one.',
  timeFar: 'This is more than 90 days ahead. Choose an earlier time.',
  plan: (time: string) => `Send at ${time}`,
  cancel: 'Cancel',
  plannedFor: (time: string) => `It goes out at ${time}.`,
  words: 'Message',
  change: 'Change',
  again: 'Plan again',
  sendNow: 'Send now',
  takeBack: 'Take back',
  takenBack: 'Taken back. It will not be sent.',
  windowBefore: (name: string, time: string) =>
    `The 24-hour window closes at ${time}, before this. Unless ${name} writes again until then, this text may not be sent and comes back to you. A template may.`,
  windowClosed: (name: string) =>
    `The 24-hour window is closed. Unless ${name} writes until then, this text may not be sent and comes back to you. A template may.`,
  asThingsAre: 'As things are now it will not be sent then, and comes back to you:',
  useTemplate: 'Use a template instead',
  goesLater: 'Goes out later',
  plannedBy: (who: string, time: string) => `${who} · goes out at ${time}`,
  plannedAs: (who: string, time: string, text: string) => `Planned by ${who} for ${time}: ${text}`,
  you: 'You',
  aColleague: 'A colleague',
  wroteSince: (name: string) => `${name} has written since this was planned. It still goes: read it once more.`,
  notSent: (time: string) => `Not sent at ${time}.`,
  why: (refusal: string) =>
    (
      ({
        interaction_closed: 'The conversation was closed by then.',
        not_yours: 'Whoever planned it did not hold the conversation any more.',
        not_permitted: 'Whoever planned it no longer works here.',
        outside_allowed_sending_window: 'The 24-hour window was closed, and this is no template.',
        recipient_not_opted_in: 'The contact has never written and never agreed.',
        contact_opted_out: 'The contact does not want to be written to.',
        channel_off: 'The channel was switched off.',
        channel_not_connected: 'The channel was not connected.',
        no_address: 'There was no number to send it to.',
        template_not_found: 'The template is not there any more.',
        template_not_usable: 'The template was withdrawn.',
        template_not_on_channel: 'The template may not be used on this channel.',
        template_insufficient_parameters: 'The template asks for more than was filled in.',
        file_not_ready: 'A file of it is not there any more.',
      }) as Record<string, string>
    )[refusal] ?? '',
  listTitle: 'What is planned',
  listHint: 'What you have planned, and what could not be sent and is back with you or your queues.',
  listEmpty: 'Nothing is planned. Write a message and choose the clock beside Send.',
  open: 'Open',
  cameBack: (n: number) => count(n, '# planned message was not sent.', '# planned messages were not sent.'),
  cameBackText: 'Nothing is lost: look what is to be done.',
  look: 'Look',
}
