/** What Mantine hands to the element that becomes an item of a menu. */
type Given = Record<string, unknown>

/** An item that is one choice of several. Mantine's own item is a plain one, of which nobody hears that it is chosen. */
export const radioItem = (checked: boolean) => (given: Given) => (
  <button {...given} type="button" role="menuitemradio" aria-checked={checked} />
)

/** An item that is on or off. */
export const checkboxItem = (checked: boolean) => (given: Given) => (
  <button {...given} type="button" role="menuitemcheckbox" aria-checked={checked} />
)
