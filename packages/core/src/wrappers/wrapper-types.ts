import type { AnyFunction } from '../wrap/any-function.ts';
import type { HandoffOptions, RunOptions, SessionOptions, StepOptions } from './flow-work.ts';
import type { HandoffHandle, Handle, LlmHandle, RunHandle, SessionHandle } from './handle.ts';
import type { McpOptions } from './mcp-work.ts';
import type { LlmOptions } from './model-work.ts';
import type { GuardOptions, ToolOptions } from './tool-work.ts';

/** A class of any shape. */
// oxlint-disable-next-line no-explicit-any
export type AnyClass = abstract new (...args: any[]) => any;

/** The options of each kind of wrapper, for a function `Fn`. */
export interface OptionsOf<Fn extends AnyFunction> {
  session: SessionOptions<Fn>;
  run: RunOptions<Fn>;
  step: StepOptions<Fn>;
  tool: ToolOptions<Fn>;
  llm: LlmOptions<Fn>;
  mcp: McpOptions<Fn>;
  handoff: HandoffOptions<Fn>;
  guard: GuardOptions<Fn>;
}

/** What a block of each kind is given. */
export interface HandleOf {
  session: SessionHandle;
  run: RunHandle;
  step: Handle;
  tool: Handle;
  llm: LlmHandle;
  mcp: Handle;
  handoff: HandoffHandle;
  guard: Handle;
}

export type Kind = keyof HandleOf;

/**
 * `withX`. Given options and a function, a function of the very same type; given options alone, a
 * TC39 decorator. A string stands for options with nothing but that name.
 *
 * @throws ConfigError at once for a wrong option, naming it and what to write; never in a call.
 */
export interface Wrapper<K extends Kind> {
  <Fn extends AnyFunction>(options: string | OptionsOf<Fn>[K], fn: Fn): Fn;
  <Class extends AnyClass>(options: string | OptionsOf<AnyFunction>[K], target: Class): Class;
  (options?: string | Partial<OptionsOf<AnyFunction>[K]>): WrapDecorator;
}

/** The noun: runs `block` now, gives it a handle on itself, and gives back what it returns. */
export type Noun<K extends Kind> = <Result>(
  options: string | OptionsOf<() => Result>[K],
  block: (handle: HandleOf[K]) => Result,
) => Result;

/**
 * What a wrapper without a function is: a TC39 decorator for methods, getters, setters, classes,
 * fields that hold functions, and accessors.
 */
export interface WrapDecorator {
  <Fn extends AnyFunction>(
    method: Fn,
    context:
      | ClassMethodDecoratorContext
      | ClassGetterDecoratorContext
      | ClassSetterDecoratorContext,
  ): Fn;
  <Class extends AnyClass>(target: Class, context: ClassDecoratorContext): Class;
  <This, Value>(
    target: undefined,
    context: ClassFieldDecoratorContext<This, Value>,
  ): (this: This, initial: Value) => Value;
  <This, Value>(
    target: ClassAccessorDecoratorTarget<This, Value>,
    context: ClassAccessorDecoratorContext<This, Value>,
  ): ClassAccessorDecoratorResult<This, Value>;
}
