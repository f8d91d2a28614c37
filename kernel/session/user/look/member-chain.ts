const START = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u;
const MEMBER = /^(?:\?\.|\.)([\p{ID_Start}$_][\p{ID_Continue}$]*)/u;
const ELEMENT = /^(?:\?\.)?\[\s*(?:(\d+)|"((?:[^"\\\n]|\\["\\])*)"|'((?:[^'\\\n]|\\['\\])*)')\s*\]/;

/**
 * Reads a name and members of it, `model.layers[0]["a b"]`, as the list of names; undefined for everything else, such as
 * calls.
 *
 * @example readMembers("model.layers[0]") // ["model", "layers", "0"]
 */
export function readMembers(expression: string): readonly string[] | undefined {
  let rest = expression.trim();
  const [start] = START.exec(rest) ?? [];
  if (start === undefined) return undefined;
  const members = [start];
  rest = rest.slice(start.length);
  while (rest !== "") {
    const member = MEMBER.exec(rest);
    const element = member ? null : ELEMENT.exec(rest);
    if (member) members.push(member[1]!);
    else if (element) {
      const [, index, double, single] = element;
      members.push(index ?? (double ?? single ?? "").replace(/\\(.)/g, "$1"));
    } else return undefined;
    rest = rest.slice((member ?? element)![0].length).trimStart();
  }
  return members;
}
