import { describe, expect, it } from "vitest";
import { filterLetters } from "../../../src/cli/engine/select-letters.ts";
import { inStep, openBench } from "../../core/sync/bench.ts";

describe("dead letters of one record", () => {
  it("SYN-7 are none where the record has none, and an error where nobody knows the record", async () => {
    const bench = await openBench();
    const { left, right } = await inStep(bench);
    const broken = bench.left.add({ Subject: "Broken", Priority: "Unmapped" });
    await bench.run();
    const of = (record: string, syncs = ["things"]) => filterLetters(bench.store, { record }, 0, syncs);
    expect(await of(left)).toEqual([]);
    expect(await of(right)).toEqual([]);
    expect(await of(broken)).toMatchObject([{ recordId: broken, code: "E_MAPPING_VALUE" }]);
    await expect(of("nope")).rejects.toMatchObject({ code: "E_NOT_FOUND", exitCode: 65 });
    await expect(of(broken, ["other"])).rejects.toMatchObject({
      message: `The sync other knows no record ${broken}`,
    });
  });
});
