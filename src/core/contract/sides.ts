// The two sides of a sync.
export type Side = "left" | "right";
export const sides = ["left", "right"] as const satisfies readonly Side[];
export const otherSide = (side: Side): Side => (side === "left" ? "right" : "left");
