/** The agent's desk. */
export function Desk() {
  return <main />
}
