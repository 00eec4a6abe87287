// What no schema can say of a connection's common keys. Works on unchecked data.
import type { Connector } from "../contract/connector.ts";
import type { ConfigDocument } from "./document.ts";
import { parseDuration } from "./durations.ts";
import { nearestName } from "./nearest.ts";
import type { ConfigPath, ConfigProblem } from "./problems.ts";
import { valueAt } from "./schema-problems.ts";
import { entriesAt, textAt } from "./unchecked.ts";

/** Keys that stand twice, kinds of calls that do not exist, halves of a pair. `connectors` are those by connection name. */
export function checkConnections(
  document: ConfigDocument,
  connectors: ReadonlyMap<string, Connector>,
): ConfigProblem[] {
  return entriesAt(document.data, ["connections"]).flatMap(([name]) => {
    const base = ["connections", name];
    return [
      ...checkTwice(document, base),
      ...checkLimits(document, [...base, "http", "limits"], connectors.get(name)),
      ...checkPauses(document, [...base, "http", "retry"]),
      ...checkCertificate(document, [...base, "http", "tls"]),
    ];
  });
}

function checkTwice(document: ConfigDocument, base: ConfigPath): ConfigProblem[] {
  return ["timeout", "concurrency"].flatMap((key) => {
    const inner = [...base, "http", key];
    const isTwice = [[...base, key], inner].every((path) => valueAt(document.data, path) !== undefined);
    if (!isTwice) return [];
    return [document.problemAt(inner, "key", `"${key}" stands at the connection itself too; give it once`)];
  });
}

function checkLimits(
  document: ConfigDocument,
  path: ConfigPath,
  connector: Connector | undefined,
): ConfigProblem[] {
  if (connector === undefined) return [];
  const known = Object.keys(connector.manifest.limits);
  return entriesAt(document.data, path)
    .filter(([name]) => !known.includes(name))
    .map(([name]) => {
      const suggestion = nearestName(name, known);
      const list =
        suggestion !== undefined
          ? ""
          : known.length === 0
            ? "; it has none"
            : `; there are ${known.join(", ")}`;
      const message = `${connector.manifest.title} has no limit "${name}"${list}`;
      return document.problemAt([...path, name], "key", message, suggestion);
    });
}

function checkPauses(document: ConfigDocument, path: ConfigPath): ConfigProblem[] {
  const ms = (key: string): number | null => {
    const text = textAt(document.data, [...path, key]);
    return text === null ? null : parseDuration(text);
  };
  const base = ms("base");
  const cap = ms("cap");
  if (base === null || cap === null || base <= cap) return [];
  return [
    document.problemAt(
      [...path, "base"],
      "value",
      '"base", the first pause, is longer than "cap", the longest',
    ),
  ];
}

function checkCertificate(document: ConfigDocument, path: ConfigPath): ConfigProblem[] {
  const has = (key: string): boolean => valueAt(document.data, [...path, key]) !== undefined;
  if (has("certificate") === has("key")) return [];
  const [given, missing] = has("key") ? ["key", "certificate"] : ["certificate", "key"];
  return [document.problemAt([...path, given], "key", `"${given}" needs "${missing}" beside it`)];
}
