/** Who and what a canned answer can speak of. */
export type Surroundings = { contact: { name: string }; agent: { name: string }; channel: { name: string } }

/** The marks a canned answer may hold, for the screen that explains them. */
export const answerMarks = ['contact.name', 'agent.name', 'channel.name'] as const

/**
 * The text as it will be sent: {{contact.name}}, {{agent.name}} and {{channel.name}} filled in, in one pass, so that a
 * contact who is called "{{agent.name}}" stays called that. A mark nobody knows is left for the agent to see.
 */
export function fillAnswer(text: string, { contact, agent, channel }: Surroundings): string {
  const names: Readonly<Record<string, string>> = {
    'contact.name': contact.name,
    'agent.name': agent.name,
    'channel.name': channel.name,
  }
  return text.replace(mark, (whole, key: string) => names[key.toLowerCase()] ?? whole)
}

const mark = /\{\{[ \t]*((?:contact|agent|channel)\.name)[ \t]*\}\}/gi
