// Whether what a sync says about when it polls fits together.
import type { ConfigDocument } from "./document.ts";
import type { ConfigProblem } from "./problems.ts";
import { valueAt } from "./schema-problems.ts";
import { entriesAt } from "./unchecked.ts";

/** Problems of `schedule`, `every` and `timezone` of all syncs. */
export function checkSchedules(document: ConfigDocument): ConfigProblem[] {
  return entriesAt(document.data, ["syncs"]).flatMap(([name]) => {
    const has = (key: string): boolean => valueAt(document.data, ["syncs", name, key]) !== undefined;
    const at = (key: string, message: string): ConfigProblem[] => [
      document.problemAt(["syncs", name, key], "key", message),
    ];
    if (has("every") && has("schedule")) return at("every", '"schedule" and "every" exclude each other');
    if (has("timezone") && !has("schedule")) return at("timezone", '"timezone" goes with "schedule"');
    return [];
  });
}
