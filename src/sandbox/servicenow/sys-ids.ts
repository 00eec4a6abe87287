// sys_ids of what every instance has: 32 hexadecimal digits, the same at every start.
import { createHash } from "node:crypto";

export const idFor = (text: string): string => createHash("md5").update(text).digest("hex");
