// Holds a value to a JSON Schema, as much of it as the page on diagnosis uses.

const types = {
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  array: Array.isArray,
  string: (value) => typeof value === "string",
  integer: Number.isInteger,
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
};

const KNOWN = [
  "$defs",
  "$ref",
  "$schema",
  "additionalProperties",
  "const",
  "description",
  "enum",
  "items",
  "properties",
  "required",
  "title",
  "type",
];

/** Returns what of a value is not as a schema says. */
export function problems(schema, value, root = schema, path = "$") {
  const unknown = Object.keys(schema).filter((name) => !KNOWN.includes(name));
  if (unknown.length > 0) throw new Error(`the schema has ${unknown}, which nothing here checks`);
  if (schema.$ref !== undefined) return problems(root.$defs[schema.$ref.replace("#/$defs/", "")], value, root, path);
  const found = [];
  if (schema.type !== undefined && ![schema.type].flat().some((type) => types[type](value)))
    return [`${path} is no ${schema.type}`];
  if (schema.const !== undefined && value !== schema.const) found.push(`${path} is not ${schema.const}`);
  if (schema.enum !== undefined && !schema.enum.includes(value)) found.push(`${path} is ${value}`);
  if (types.array(value) && schema.items !== undefined)
    found.push(...value.flatMap((each, at) => problems(schema.items, each, root, `${path}[${at}]`)));
  if (!types.object(value)) return found;
  for (const name of schema.required ?? []) if (!Object.hasOwn(value, name)) found.push(`${path}.${name} is missing`);
  for (const [name, each] of Object.entries(value)) {
    const known = schema.properties?.[name];
    if (known !== undefined) found.push(...problems(known, each, root, `${path}.${name}`));
    else if (schema.additionalProperties === false) found.push(`${path}.${name} is not documented`);
    else if (types.object(schema.additionalProperties))
      found.push(...problems(schema.additionalProperties, each, root, `${path}.${name}`));
  }
  return found;
}
