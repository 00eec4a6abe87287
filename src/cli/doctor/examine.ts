// Runs the checks of `integ doctor` in their order; one whose ground is missing is skipped and says why.
import { IntegrationError } from "../../core/contract/errors.ts";

export interface Finding {
  readonly status: "pass" | "warn" | "fail" | "skipped";
  /** One sentence. */
  readonly output: string;
  /** What to do; null when nothing is. */
  readonly fix: string | null;
}

export interface DoctorCheck {
  readonly id: string;
  readonly title: string;
  /** Ids of checks before it: while one of them fails, this one would only say the same again. */
  readonly needs: readonly string[];
  /** `isSound`: whether the check of that id, which is before this one, found no failure. */
  run(isSound: (id: string) => boolean): Promise<Finding>;
}

export interface DoctorDocument {
  readonly schema: "integ.doctor/1";
  readonly status: "pass" | "warn" | "fail";
  readonly version: string;
  readonly checks: readonly (Finding & Pick<DoctorCheck, "id" | "title">)[];
}

export const pass = (output: string): Finding => ({ status: "pass", output, fix: null });
export const warn = (output: string, fix: string): Finding => ({ status: "warn", output, fix });
export const fail = (output: string, fix: string): Finding => ({ status: "fail", output, fix });
export const skipped = (output: string): Finding => ({ status: "skipped", output, fix: null });

/** What an error says, as a finding; one that is not ours is a failure like any other. */
export function failure(error: unknown): Finding {
  if (error instanceof IntegrationError) return fail(`${error.message} (${error.code})`, error.hint);
  const words = error instanceof Error ? error.message : String(error);
  return fail(words, "Run it again with --log-level debug, and report it if it stays.");
}

/** @param onCheck hears the title of each check before it runs */
export async function examine(
  checks: readonly DoctorCheck[],
  version: string,
  onCheck: (title: string) => void,
): Promise<DoctorDocument> {
  const done = new Map<string, DoctorDocument["checks"][number]>();
  const isSound = (id: string): boolean => done.get(id)?.status !== "fail";
  for (const { id, title, needs, run } of checks) {
    const missing = needs.flatMap((need) => done.get(need) ?? []).find(isNoGround);
    onCheck(title);
    const finding = missing ? skipped(`not looked at: ${missing.title}`) : await run(isSound).catch(failure);
    done.set(id, { id, title, ...finding });
  }
  const found = [...done.values()];
  const has = (status: Finding["status"]): boolean => found.some((one) => one.status === status);
  return {
    schema: "integ.doctor/1",
    status: has("fail") ? "fail" : has("warn") ? "warn" : "pass",
    version,
    checks: found,
  };
}

const isNoGround = ({ status }: Finding): boolean => status === "fail" || status === "skipped";
