// Faults that only the vendors' objects could show, as problems of the file: each with its line and column.
import type { MappingError, MappingFault } from "../mapping/config-fault.ts";
import { labelOf } from "../mapping/labels.ts";
import type { ConfigDocument } from "./document.ts";
import { ConfigInvalidError, type ConfigPath, type ConfigProblem } from "./problems.ts";
import type { Config, SyncConfig } from "./types.ts";

/** The faults of a sync with their places; the error itself for a configuration that is in no file. */
export function placeFaults({ document }: Config, sync: SyncConfig, error: MappingError): Error {
  if (document === null) return error;
  return new ConfigInvalidError(
    error.faults.map((fault) => problemOf(document, sync, fault)),
    error.code,
  );
}

function problemOf(document: ConfigDocument, sync: SyncConfig, fault: MappingFault): ConfigProblem {
  const { suggestion, place } = fault;
  const path = pathOf(sync, place.path);
  const message = suggestion === undefined ? withAdvice(fault) : fault.message;
  return place.offset === undefined
    ? document.problemAt(path, place.target ?? "value", message, suggestion)
    : document.problemInside(path, place.offset, message, suggestion);
}

/** The next step as part of the sentence, as in the problems that are found without asking anybody. */
function withAdvice({ message, hint }: MappingFault): string {
  if (hint === undefined) return message;
  return `${message}; ${hint.charAt(0).toLowerCase()}${hint.slice(1).replace(/\.$/, "")}`;
}

/** A fault of comments or files, whose fields nobody wrote, is told where they were asked for. */
function pathOf(sync: SyncConfig, [key, ...rest]: ConfigPath): ConfigPath {
  if (sync.parent !== null) return ["syncs", sync.parent, sync.name.slice(sync.parent.length + 1)];
  const base = ["syncs", sync.name];
  if (key === undefined) return base;
  if (key !== "fields") return [...base, key, ...rest];
  const [label, ...below] = rest;
  return [...base, key, sync.fields.findIndex((field) => labelOf(field) === label), ...below];
}
