/**
 * As much of a cls-hooked namespace as is needed. A namespace of `cls-hooked`, or of anything else
 * that has its ways.
 */
export interface ClsNamespace {
  /** The context of the code that is running. cls-hooked has it, and reads it itself. */
  readonly active: object | null | undefined;
  /** Makes a context active until it is left. */
  enter(context: object): void;
  exit(context: object): void;
}
