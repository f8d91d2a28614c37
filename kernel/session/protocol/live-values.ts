/** A top-level name of the cells that has a value. */
export interface LiveName {
  readonly name: string;
  readonly kind: "variable" | "function" | "class";
  /** The value in a few words: `5`, `'text'`, `Array(3)`, `Tensor`. */
  readonly preview: string;
}

/** A property of a live value. */
export interface LiveProperty {
  readonly name: string;
  /** An `accessor` has not been read: reading it would run code. */
  readonly kind: "method" | "class" | "property" | "accessor";
  /** Empty for an accessor. */
  readonly preview: string;
  /** False for what the value's prototypes give it. */
  readonly isOwn: boolean;
}

/** A live value, looked at without running any of its code. */
export interface LiveValue {
  /** `typeof`, `null`, or the name of the class. */
  readonly type: string;
  /** As Node's inspect prints it, bounded, without the value's own inspect methods. */
  readonly text: string;
  /** Of a function or a class. */
  readonly source?: string;
}

/** What the watchdog asks the main thread's values, also while a cell spins. */
export type LookRequest =
  | { readonly what: "names" }
  | { readonly what: "properties" | "value"; readonly expression: string };
