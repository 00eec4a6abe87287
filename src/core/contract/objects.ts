// Objects by name, and what hangs on them.

/**
 * The vendor's object behind a name, `issue` of `issue:SUP:Bug`: what stands after the first colon narrows it down to
 * some of its records. Keys, hints, children and references go by the base name.
 */
export const baseObject = (name: string): string => name.split(":", 1)[0] ?? name;

/** Objects of a connector that its manifest doesn't list one by one. */
export interface FurtherObjects {
  /** Source of a regular expression that the whole name fits, scope included (`\w+__c`). */
  readonly pattern: string;
  /** How such a name is written, for whoever wrote one that fits nothing (`a custom object's API name (…__c)`). */
  readonly hint: string;
}

/** The part of a manifest that names objects. */
interface ObjectNames {
  readonly objects: readonly string[];
  readonly furtherObjects?: FurtherObjects;
}

/** For people: `Case, Contact, or a custom object's API name (…__c)`. */
export const objectNamesText = ({ objects, furtherObjects }: ObjectNames): string =>
  [...objects, ...(furtherObjects ? [`or ${furtherObjects.hint}`] : [])].join(", ");

/** Whether a connector has an object of this name, scope included. */
export function hasObject({ objects, furtherObjects }: ObjectNames, name: string): boolean {
  if (objects.includes(name)) return true;
  return furtherObjects !== undefined && new RegExp(`^(?:${furtherObjects.pattern})$`, "u").test(name);
}

/** How an object that hangs on another one (a comment, a file) is made of fields. */
export interface ChildObject {
  readonly object: string;
  /** Field that holds the parent's id. */
  readonly parent: string;
  /** Field with the text of a comment, or with the name of a file. */
  readonly body: string;
  /** Field that says whether customers see it; null: the object knows no difference. */
  readonly isPublic: string | null;
}

/** Comments and files of one object; an absent kind is one the connector has none of. */
export interface ObjectChildren {
  readonly comments?: ChildObject;
  readonly attachments?: ChildObject;
}

/** Comments and files by the parent's base name. */
export type Children = Readonly<Record<string, ObjectChildren>>;

/** The comments and files of an object, scope included: as the manifest has them, else as the connector says. */
export function childrenOf(
  connector: {
    readonly manifest: { readonly children?: Children };
    childrenOf?(object: string): ObjectChildren | null;
  },
  object: string,
): ObjectChildren {
  const { children = {} } = connector.manifest;
  const base = baseObject(object);
  return (Object.hasOwn(children, base) ? children[base] : connector.childrenOf?.(object)) ?? {};
}
