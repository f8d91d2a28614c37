/** Replaces the path of the user's home folder, which holds their name, by `~` in every text of a value. */
export function hideHome<Value>(value: Value, home: string): Value {
  if (home.length < 2) return value;
  const forms = [home, home.replaceAll("\\", "/"), encodeURI(home.replaceAll("\\", "/"))];
  const replace = (_: string, part: unknown) =>
    typeof part === "string" ? forms.reduce((text, form) => text.replaceAll(form, "~"), part) : part;
  return JSON.parse(JSON.stringify(value, replace)) as Value;
}
