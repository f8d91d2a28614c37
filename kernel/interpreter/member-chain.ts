/** A member that is being typed: `model.layers[0].na` is the object `model.layers[0]` and the beginning `na`. */
export interface MemberChain {
  readonly object: string;
  readonly typed: string;
}

const NAME = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$]*`;
const STEP = String.raw`\??\.${NAME}|(?:\?\.)?\[(?:\d+|"[^"\\\n]*"|'[^'\\\n]*')\]`;
/** Not after a member's dot or the end of a call or an index: the chain's beginning would be missing. */
const BEFORE = String.raw`(?<![\p{ID_Continue}$.)\]"'\x60])`;
const CHAIN = new RegExp(String.raw`${BEFORE}(${NAME}(?:${STEP})*)\??\.(${NAME})?$`, "u");
const SINGLE = new RegExp(`${BEFORE}(${NAME})$`, "u");
const WHOLE = new RegExp(`${BEFORE}(${NAME}(?:${STEP})*)$`, "u");
const REST = /^[\p{ID_Continue}$]*/u;

/** Finds the member access that ends at an offset (UTF-16 units), when it can be looked at without running anything. */
export function findMemberChain(source: string, offset: number): MemberChain | undefined {
  const [, object, typed = ""] = CHAIN.exec(source.slice(0, offset)) ?? [];
  return object === undefined ? undefined : { object, typed };
}

/** Finds the beginning of a plain name that ends at an offset. */
export function findTypedName(source: string, offset: number): string | undefined {
  return SINGLE.exec(source.slice(0, offset))?.[1];
}

/** Finds the whole chain that an offset is in or at the end of: `model.layers` for a cursor within `layers`. */
export function findChainAt(source: string, offset: number): string | undefined {
  const end = offset + (REST.exec(source.slice(offset))?.[0].length ?? 0);
  return WHOLE.exec(source.slice(0, end))?.[1];
}
