import ts from "typescript";

const { ScriptElementKind: Kind } = ts;

/** TypeScript's kinds of names in the words of Jupyter's front ends. */
const KINDS: Partial<Record<ts.ScriptElementKind, string>> = {
  [Kind.keyword]: "keyword",
  [Kind.scriptElement]: "file",
  [Kind.directory]: "path",
  [Kind.moduleElement]: "module",
  [Kind.externalModuleName]: "module",
  [Kind.classElement]: "class",
  [Kind.localClassElement]: "class",
  [Kind.interfaceElement]: "interface",
  [Kind.typeElement]: "interface",
  [Kind.primitiveType]: "keyword",
  [Kind.typeParameterElement]: "interface",
  [Kind.enumElement]: "enum",
  [Kind.enumMemberElement]: "property",
  [Kind.functionElement]: "function",
  [Kind.localFunctionElement]: "function",
  [Kind.memberFunctionElement]: "method",
  [Kind.constructorImplementationElement]: "method",
  [Kind.memberGetAccessorElement]: "property",
  [Kind.memberSetAccessorElement]: "property",
  [Kind.memberVariableElement]: "property",
  [Kind.memberAccessorVariableElement]: "property",
  [Kind.parameterElement]: "param",
  [Kind.string]: "value",
};

export function findKind(kind: ts.ScriptElementKind): string {
  return KINDS[kind] ?? "variable";
}

/** The kind of what an alias stands for. */
export function findSymbolKind(flags: ts.SymbolFlags): string {
  const { SymbolFlags } = ts;
  if (flags & SymbolFlags.Function) return "function";
  if (flags & SymbolFlags.Class) return "class";
  if (flags & SymbolFlags.Enum) return "enum";
  if (flags & SymbolFlags.Module) return "module";
  return flags & SymbolFlags.Value ? "variable" : "interface";
}
