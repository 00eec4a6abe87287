// Comments and files of a sync's records as syncs of their own, made from what the connectors say of them.
import type { Connector } from "../contract/connector.ts";
import type { ChildObject } from "../contract/objects.ts";
import { type ChildKind, childKinds, childObject } from "./child-checks.ts";
import type { ChildSettings, SyncSettings } from "./schema-sync.ts";
import { parseSize } from "./sizes.ts";
import type { Computed, FieldConfig, Side, SideConfig, SyncConfig } from "./types.ts";

const defaultMaxBytes = 25 * 1024 * 1024;

type Pair = Readonly<Record<Side, ChildObject>>;

/**
 * The syncs of a sync's comments and files, none where they are not asked for: `<sync>.comments`, `<sync>.attachments`.
 * `connectors` are the loaded connectors by connection name.
 */
export function childSyncs(
  parent: SyncConfig,
  settings: Pick<SyncSettings, ChildKind>,
  connectors: ReadonlyMap<string, Connector>,
): SyncConfig[] {
  return childKinds.flatMap((kind) => {
    const given = settings[kind];
    if (given === undefined || given === false) return [];
    const objectOn = (side: Side): ChildObject | null =>
      childObject(connectors.get(parent[side].connection), parent[side].object, kind);
    const left = objectOn("left");
    const right = objectOn("right");
    if (left === null || right === null) return [];
    return [childSync(parent, kind, given === true ? {} : given, { left, right })];
  });
}

function childSync(parent: SyncConfig, kind: ChildKind, given: ChildSettings, pair: Pair): SyncConfig {
  const visibility = given.visibility ?? "all";
  return {
    ...parent,
    name: `${parent.name}.${kind}`,
    parent: parent.name,
    left: childSide(parent.left, pair.left, visibility),
    right: childSide(parent.right, pair.right, visibility),
    match: [],
    deletes: { kind: "keep", archive: { left: null, right: null } },
    rules: [],
    maxContentBytes:
      kind === "comments"
        ? null
        : ((given.maxBytes === undefined ? null : parseSize(given.maxBytes)) ?? defaultMaxBytes),
    fields: [
      {
        ...plainField(parent, pair.left.parent, pair.right.parent),
        reference: parent.name,
        referenceSides: { left: "left", right: "right" },
        referenceObjects: { left: parent.left.object, right: parent.right.object },
        required: true,
      },
      plainField(parent, pair.left.body, pair.right.body),
      ...visibilityFields(parent, pair, visibility === "public"),
    ],
  };
}

function childSide(side: SideConfig, child: ChildObject, visibility: string): SideConfig {
  const field = child.isPublic === null ? null : `record[${JSON.stringify(child.isPublic)}]`;
  const where = field === null || visibility === "all" ? null : visibility === "public" ? field : `!${field}`;
  return { connection: side.connection, object: child.object, where };
}

function plainField(parent: SyncConfig, left: string | null, right: string | null): FieldConfig {
  return {
    left,
    right,
    values: null,
    computed: { left: null, right: null },
    defaults: { left: null, right: null },
    reference: null,
    required: false,
    users: false,
    formats: { left: null, right: null },
    zone: "UTC",
    unit: null,
    direction: parent.direction,
    conflicts: parent.conflicts,
  };
}

/** Where one side only tells who sees it, what comes from the other is made as chosen: private unless `public`. */
function visibilityFields(parent: SyncConfig, pair: Pair, isPublic: boolean): FieldConfig[] {
  const left = pair.left.isPublic;
  const right = pair.right.isPublic;
  if (left !== null && right !== null) return [plainField(parent, left, right)];
  const side: Side | null = right !== null ? "right" : left !== null ? "left" : null;
  if (side === null) return [];
  const direction = side === "right" ? "left-to-right" : "right-to-left";
  if (parent.direction !== "both" && parent.direction !== direction) return [];
  const constant: Computed = { kind: "constant", value: isPublic };
  const computed = { left: null, right: null, [side]: constant };
  return [{ ...plainField(parent, left, right), computed, direction }];
}
