// What single objects do otherwise than most: which of the port's steps they have of their own.
import type { Content, CreateItem, ObjectCapabilities, WriteResult } from "../../contract/connector.ts";
import type { FieldDescription, FieldValues, VendorRecord } from "../../contract/records.ts";
import type { Source } from "./changes.ts";
import { commentKind } from "./comments.ts";
import { fileKind } from "./files.ts";
import type { ObjectOptions } from "./objects.ts";
import type { Row } from "./schema.ts";
import type { RowShape } from "./values.ts";

/** Absent: as records that can carry the key field do it. */
export interface ObjectKind {
  readonly capabilities?: ObjectCapabilities;
  /** Columns read beside the mapped ones. */
  readonly extraColumns?: readonly string[];
  /** SOQL condition that bounds a scan. */
  readonly scanned?: string;
  /** What the vendor's description does not tell about a field. */
  describe?(field: FieldDescription): FieldDescription;
  /** A record per row, null where the row is none of the object's records; same order and length. */
  toRecords?(
    options: ObjectOptions,
    shape: RowShape,
    rows: readonly Row[],
  ): Promise<readonly (VendorRecord | null)[]>;
  /** Which records a scan or a feed gives. */
  isListed?(row: Row): boolean;
  /** Tables that tell of changes beside the object's own. */
  sources?(options: ObjectOptions): readonly Source[];
  create?(options: ObjectOptions, items: readonly CreateItem[]): Promise<WriteResult[]>;
  delete?(options: ObjectOptions, ids: readonly string[]): Promise<WriteResult[]>;
  findLike?(
    options: ObjectOptions,
    items: readonly FieldValues[],
    since: string,
  ): Promise<readonly (readonly VendorRecord[])[]>;
  content?(options: ObjectOptions, id: string): Promise<Content>;
}

const plain: ObjectKind = {};

/** The kind of an object, by its API name. */
export function kindOf(object: string): ObjectKind {
  if (object === "CaseComment") return commentKind;
  return object === "ContentVersion" ? fileKind : plain;
}
