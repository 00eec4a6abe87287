// Two processes renew one rotating token, and are killed between the vendor's answer and our disk now and then.
import { afterEach, describe, expect, it } from "vitest";
import { removeDirectories } from "../../core/secrets/fixture.ts";
import { isInFull } from "../../skips.ts";
import { play } from "./two-processes.ts";

const killEvery = 25;
const renewals = isInFull ? 1000 : 250;

afterEach(removeDirectories);

describe("a rotating token of two processes", () => {
  it("BAS-5 survives their renewals at once, and what a kill loses is named with the way out", async () => {
    const isOver = ({ granted }: { granted: number }) => granted >= renewals;
    const books = await play({ killEvery, lock: "shared", isOver });
    const { granted, kills, losses, repairs, doubled, crashes } = books;
    process.stdout.write(
      `renewals: ${granted} granted, ${kills} killed around the answer: ` +
        `${kills - repairs} survived, ${repairs} lost and named\n`,
    );
    expect(crashes).toEqual([]);
    expect(doubled).toEqual([]);
    expect(kills).toBeGreaterThanOrEqual(granted / killEvery - 2);
    expect(repairs).toBeLessThanOrEqual(kills);
    expect(repairs).toBeGreaterThan(0);
    expect(new Set(losses.map(({ code }) => code))).toEqual(new Set(["E_AUTH_LOST"]));
    for (const { hint } of losses) expect(hint).toContain("`integ connect sf`");
  }, 300_000);

  it("BAS-5 does not survive where each process has a lock of its own, so that this can fail", async () => {
    const isOver = (soFar: { granted: number; losses: number }) =>
      soFar.losses > 0 || soFar.granted >= renewals;
    const { doubled, losses } = await play({ killEvery: 10_000, lock: "own", isOver });
    expect(doubled).not.toEqual([]);
    expect(losses).not.toEqual([]);
  });
});
