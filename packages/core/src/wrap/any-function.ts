/** The one place where `any` is right: a function of any signature whatever. */
// oxlint-disable-next-line no-explicit-any
export type AnyFunction = (...args: any[]) => any;
