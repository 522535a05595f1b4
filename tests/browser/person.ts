/** Somebody who can sign in. */
export type Person = { readonly name: string; readonly email: string; readonly password: string }
