// What the rules for children work with: one connector's comments and files, ways to make them, and to find them again.
import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import type {
  Connection,
  Connector,
  Content,
  CreateItem,
  ObjectPort,
} from "../../src/core/contract/connector.ts";
import { type ChildObject, childrenOf } from "../../src/core/contract/objects.ts";
import type { FieldValues, VendorRecord } from "../../src/core/contract/records.ts";
import { idsOf, lookUntil } from "./bench.ts";

export type ChildKind = "comments" | "attachments";

/** One kind of child under test, with a person who works beside integ. */
export interface ChildFixture {
  /** Native names of the fields a sync would map; parent and body among them. */
  readonly fields: readonly string[];
  /** What the n-th child of this parent is created with; different n, different body. */
  makeValues(parentId: string, n: number): FieldValues;
  /** Adds a child as a person does in the vendor's own UI, with these values and, for a file, this text. Gives its id. */
  addAsUser(parentId: string, values: FieldValues, text: string): Promise<string>;
  /** Takes it away again; absent where nobody can. */
  deleteAsUser?(id: string): Promise<void>;
}

export interface ChildrenSubject {
  readonly connection: Connection;
  /** Where it says of the children what its manifest doesn't. */
  readonly connector?: Connector;
  readonly parentObject: string;
  /** How long a committed change may take to show in a feed. */
  readonly feedLagMs: number;
  makeParent(): Promise<string>;
  /** Null where the vendor has no such children. */
  child(kind: ChildKind): ChildFixture | null;
  /** An active person, one who has left, the user that integ acts as, and ids and addresses nobody has; null where the connector knows no people. */
  readonly people: {
    readonly active: { readonly id: string; readonly email: string };
    readonly left: { readonly id: string; readonly email: string } | null;
    readonly ownId: string;
    readonly absentId: string;
  } | null;
  /** The next write takes effect and its answer never arrives. */
  cutAfterEffect(): Promise<void>;
  stop(): Promise<void>;
}

/** What the rules work with; valid inside `it` only. */
export interface Stage {
  readonly kind: ChildKind;
  subject(): ChildrenSubject;
  next(): number;
}

export interface Opened {
  readonly child: ChildObject;
  readonly fixture: ChildFixture;
  readonly port: ObjectPort;
}

/** Null where the connector has no such children; then it must not declare them either. */
function openChild({ kind, subject }: Stage): Opened | null {
  const { connection, parentObject, connector = connection } = subject();
  const child = childrenOf(connector, parentObject)[kind];
  const fixture = subject().child(kind);
  expect(child === undefined, `children of the kind ${kind} are declared and tested, or neither`).toBe(
    fixture === null,
  );
  if (child === undefined || fixture === null) return null;
  return { child, fixture, port: connection.object(child.object, fixture.fields) };
}

/** A rule for connectors that have such children; others must not declare them. */
export function rule(stage: Stage, title: string, check: (opened: Opened) => Promise<void>): void {
  it(title, async () => {
    const opened = openChild(stage);
    if (opened !== null) await check(opened);
  });
}

function contentOf(name: string, bytes: Uint8Array): Content {
  return {
    name,
    type: "application/octet-stream",
    sizeBytes: bytes.byteLength,
    async *bytes() {
      const middle = Math.floor(bytes.byteLength / 2);
      yield bytes.subarray(0, middle);
      yield bytes.subarray(middle);
    },
  };
}

export interface Made {
  readonly id: string;
  readonly parentId: string;
  readonly values: FieldValues;
  readonly bytes: Uint8Array;
}

export function itemOf(stage: Stage, { child }: Opened, values: FieldValues, bytes: Uint8Array): CreateItem {
  const content = contentOf(String(values[child.body]), bytes);
  const file = stage.kind === "attachments" ? { content } : {};
  return { correlationKey: `child-${stage.next()}`, fields: values, ...file };
}

export async function make(stage: Stage, opened: Opened, sizeBytes = 1000): Promise<Made> {
  const parentId = await stage.subject().makeParent();
  const values = opened.fixture.makeValues(parentId, stage.next());
  const bytes = randomBytes(sizeBytes);
  const [id = ""] = idsOf(await opened.port.create([itemOf(stage, opened, values, bytes)]));
  return { id, parentId, values, bytes };
}

export async function readOne(port: ObjectPort, id: string): Promise<VendorRecord | undefined> {
  return (await port.read([id])).get(id);
}

/** What a probe finds once the vendor had time to show it. */
export async function probe(
  stage: Stage,
  { port }: Opened,
  values: FieldValues,
  sinceMs: number,
): Promise<string[]> {
  const since = new Date(sinceMs).toISOString();
  const look = async () => (await port.findLike?.([values], since))?.[0] ?? [];
  const found = await lookUntil(stage.subject().feedLagMs + 1000, look, (records) => records.length > 0);
  return found.map((record) => record.id);
}
