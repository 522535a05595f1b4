export function Me() {
  return <main />
}
