type Variables<S> = S extends `${string}{{${infer V}}}${infer Rest}` ? V | Variables<Rest> : never;

/** English needs a singular beside its plural; languages without one leave `…_one` out. */
type Optional<K> = K extends `${string}_one` ? K : never;

/** The shape another language must fill: the same keys, each with the same variables. */
export type CatalogueLike<T> = {
  readonly [K in Exclude<keyof T, Optional<keyof T>>]: T[K] extends string ? string : CatalogueLike<T[K]>;
};

/** `T` where every message uses exactly the variables of the English one; `never` at the message that does not. */
export type WithVariablesOf<E, T> = {
  readonly [K in keyof T]: K extends keyof E
    ? E[K] extends string
      ? [Variables<E[K]>] extends [Variables<T[K]>]
        ? [Variables<T[K]>] extends [Variables<E[K]>]
          ? T[K]
          : never
        : never
      : WithVariablesOf<E[K], T[K]>
    : never;
};

/**
 * Gives a room's messages in another language, checked against the English ones: a missing key, a key too many or a
 * differing variable is a type error at that line.
 */
export function translationOf<E>(_english: E) {
  return <const T extends CatalogueLike<E>>(messages: T & WithVariablesOf<E, T>): T => messages;
}
